import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, removeFolders } from '../support/left-behind.ts';

afterAll(removeFolders);

const built = path.resolve('dist/src');

function showHelp(programs: string, env: NodeJS.ProcessEnv = {}): SpawnSyncReturns<string> {
  const args = [path.join(programs, 'admin.js'), '--help'];
  const { PATH } = process.env;
  return spawnSync(process.execPath, args, { cwd: makeFolder(), env: { PATH, ...env }, encoding: 'utf8' });
}

test('a program finds the compiled code that the build has left', () => {
  const { status, stderr } = showHelp(built, { NODE_DEBUG_NATIVE: 'COMPILE_CACHE' });
  expect(status).toBe(0);
  for (const name of ['libraries', 'service'])
    expect(stderr).toMatch(new RegExp(`/${name}\\.js was accepted`));
});

test('a program says nothing if it can neither read nor write compiled code', () => {
  const dist = path.join(makeFolder(), 'dist');
  const programs = path.join(dist, 'src');
  mkdirSync(programs, { recursive: true });
  cpSync(path.join(built, 'admin.js'), path.join(programs, 'admin.js'));
  symlinkSync(path.join(built, 'chunks'), path.join(programs, 'chunks'));
  writeFileSync(path.join(dist, 'package.json'), '{ "type": "module" }');
  // A file in place of the folder. Permissions would not stop root.
  writeFileSync(path.join(dist, 'compiled'), '');
  expect(showHelp(programs)).toMatchObject({ status: 0, stderr: '' });
});
