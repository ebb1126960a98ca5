import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, statSync } from 'node:fs';
import os from 'node:os';
import { makePerson } from '../support/client.ts';
import { lockFile, makeFolder, noPostgres } from '../support/left-behind.ts';
import { leaveNothingBehind, start } from '../support/service-process.ts';

leaveNothingBehind();

const person = makePerson();

const isRoot = process.getuid?.() === 0;
const idOf = (option: string) => Number(execFileSync('id', [option, 'nobody'], { encoding: 'utf8' }));
const nobody = isRoot ? { uid: idOf('-u'), gid: idOf('-g') } : undefined;

/** Whether that user can read the program and its runtime in this repository. */
const canRun =
  spawnSync(process.execPath, ['--check', 'dist/src/main.js'], { ...nobody, env: {}, stdio: 'ignore' })
    .status === 0;
const why = canRun ? '' : ' (skipped: this folder is not readable by the user nobody)';

(canRun ? test : test.skip)(`works for a user without privileges${why}`, async () => {
  const folder = makeFolder();
  if (nobody) chownSync(folder, nobody.uid, nobody.gid);
  const service = await start({ folder, ...(nobody && { runAs: nobody }) });
  expect((await service.signUp(person)).errors).toBeUndefined();
  expect(statSync(lockFile(folder)).uid).toBe(statSync(folder).uid);
  expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
  await noPostgres(folder);
});

if (isRoot) {
  test('works for root with its data in a folder that no other user can read', async () => {
    const folder = makeFolder(os.userInfo().homedir);
    const service = await start({ folder });
    expect((await service.signUp(person)).errors).toBeUndefined();
    expect(statSync(lockFile(folder)).uid).toBe(nobody?.uid);
    expect(await service.end('SIGTERM')).toEqual({ code: 0, signal: null });
    await noPostgres(folder);
    const next = await start({ folder });
    expect((await next.logIn(person)).errors).toBeUndefined();
  });
}
