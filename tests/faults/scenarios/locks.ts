import { setTimeout as sleep } from 'node:timers/promises';
import { makePerson } from '../../support/client.ts';
import { Ground } from '../ground.ts';
import { type Asked, load, retryable } from '../load.ts';
import { checkRecovery } from '../recovery.ts';
import type { Scenario } from '../scenario.ts';

/** The defaults of DATABASE_ACQUIRE_TIMEOUT and DATABASE_LOCK_TIMEOUT. */
const [acquireTimeout, lockTimeout] = [2000, 2000];
/** Allows for a busy machine, and for hashing during a signup. */
const allowance = 500;
const slowest = acquireTimeout + lockTimeout + allowance;
const slowestRecovery = 1000;

export const locks: Scenario = {
  fault: 'the table of users locked for 10 s, during me, login and signup',
  promise: `rejected within ${slowest / 1000} s (waiting for a connection, then for a lock, 2 s each), retryable; /healthz 200; normal service ${slowestRecovery / 1000} s later`,
  async run(scale, progress) {
    const ground = await Ground.prepare();
    const person = makePerson();
    await ground.service.signUp(person);
    const { accessToken } = await ground.service.openSession(person);
    const wrong: string[] = [];
    const seconds = Math.max(4, Math.round(10 * scale));
    const ends = [
      load(20, () => ground.service.me(accessToken)),
      load(5, () => ground.service.logIn(person)),
      load(2, () => ground.service.signUp(makePerson())),
    ];
    await sleep(1000);
    const release = await ground.hold('lock table users in access exclusive mode');
    const locked = Date.now();
    for (let second = 1; second <= seconds; second += 1) {
      progress(`${second} of ${seconds} s`);
      await sleep(1000);
      const health = await ground.status('/healthz');
      if (health !== 200) wrong.push(`/healthz was ${health}`);
    }
    const released = Date.now();
    await release();
    await sleep(slowestRecovery + 1000);
    const answers: Asked[] = (await Promise.all(ends.map((end) => end()))).flat();
    wrong.push(...(await checkRecovery(ground, person)));
    await ground.leave();

    const during = answers.filter(({ at }) => at > locked && at < released);
    const refused = during.filter(({ code }) => code !== 'OK');
    const longest = Math.max(...answers.map(({ milliseconds }) => milliseconds));
    const firstSuccess = Math.min(
      ...answers
        .filter(({ at, code }) => at >= released && code === 'OK')
        .map(({ at, milliseconds }) => at + milliseconds),
    );
    if (refused.length < during.length / 4)
      wrong.push(`only ${refused.length} of ${during.length} were rejected`);
    for (const { at, code } of answers) {
      if (code !== 'OK' && !retryable.has(code)) wrong.push(`an answer was: ${code}`);
      if (code !== 'OK' && (at < locked - slowest || at > released + slowestRecovery))
        wrong.push(`without a lock an answer was: ${code}`);
    }
    if (longest > slowest) wrong.push(`an answer took ${longest} ms`);
    return {
      seen: `${refused.length} of ${during.length} rejected; every answer within ${longest} ms; back after ${firstSuccess - released} ms`,
      wrong,
    };
  },
};
