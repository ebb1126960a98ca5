import { setTimeout as sleep } from 'node:timers/promises';
import { codes, makePerson, type Tokens } from '../../support/client.ts';
import { decodeJwt } from '../../support/tokens.ts';
import { Ground } from '../ground.ts';
import { type Asked, answerOf, atOnce, retryable } from '../load.ts';
import { checkRecovery } from '../recovery.ts';
import type { Scenario } from '../scenario.ts';

const [logins, others] = [40, 80];
const clients = logins + 2 * others;
/** DATABASE_ACQUIRE_TIMEOUT and DATABASE_LOCK_TIMEOUT both default to 2 s. The service does not retry after a timeout. */
const slowest = 4500;
/** A login waits for a connection three times (look-up, counting, session), and once in the hashing queue. */
const slowestLogin = 8000;

export const pool: Scenario = {
  fault: `${clients} clients at once on two connections, then with one of these blocked by a lock`,
  promise: `OK or retryable, me and refresh within ${slowest / 1000} s, login within ${slowestLogin / 1000} s; normal service afterwards, and no session is lost`,
  async run(scale, progress) {
    const ground = await Ground.prepare({ DATABASE_POOL_SIZE: '2' });
    const { service } = ground;
    const person = makePerson();
    await service.signUp(person);
    const sessions: Tokens[] = [];
    while (sessions.length < others) sessions.push(await service.openSession(person));
    const held = await service.openSession(person);
    /** Retries a rejected refresh with the same token, like a real client. */
    const refresh = async (session: Tokens) => {
      const answer = await service.refresh(session.refreshToken);
      Object.assign(session, answer.data?.refresh);
      return answer;
    };
    // A second user, since an account with more than a hundred sessions loses its oldest ones.
    const another = makePerson();
    await service.signUp(another);
    const everybody = async (): Promise<[quick: Asked[], logins: Asked[]]> => {
      const session = (number: number) => sessions[number] as Tokens;
      const [mes, refreshes, found] = await Promise.all([
        atOnce(others, (number) => service.me(session(number).accessToken)),
        atOnce(others, (number) => refresh(session(number))),
        atOnce(logins, () => service.logIn(another)),
      ]);
      return [[...mes, ...refreshes], found];
    };

    const rounds = Math.max(2, Math.round(10 * scale));
    const seen: Record<'free' | 'locked', [quick: Asked[], logins: Asked[]]> = {
      free: [[], []],
      locked: [[], []],
    };
    const add = async (what: 'free' | 'locked') => {
      for (const [index, asked] of (await everybody()).entries()) seen[what][index]?.push(...asked);
    };
    for (let round = 1; round <= rounds; round += 1) {
      progress(`${round} of ${rounds}`);
      await add('free');
      const release = await ground.hold(
        `select from sessions where id = '${decodeJwt(held.accessToken).sid}' for update`,
      );
      let isOver = false;
      const block = async () => {
        while (!isOver) await answerOf(refresh(held));
      };
      const blocking = block();
      await sleep(100);
      await add('locked');
      isOver = true;
      await release();
      await blocking;
    }
    const wrong: string[] = [];
    for (const [quick, slow] of Object.values(seen)) {
      wrong.push(...check(quick, slowest), ...check(slow, slowestLogin));
    }
    for (const session of [...sessions, held]) {
      const found = codes(await refresh(session));
      if (found.length > 0) wrong.push(`a session was lost: ${found}`);
    }
    wrong.push(...(await checkRecovery(ground, person)));
    await ground.leave();
    return {
      seen: `${describe(seen.free)}; with the lock ${describe(seen.locked)}`,
      wrong,
    };
  },
};

function check(answers: readonly Asked[], bound: number): string[] {
  const strange = answers.filter(({ code }) => code !== 'OK' && !retryable.has(code));
  const late = answers.filter(({ milliseconds }) => milliseconds > bound);
  return [
    ...strange.map(({ code }) => `an answer was: ${code}`),
    ...(late.length > 0 ? [`${late.length} answers took more than ${bound} ms`] : []),
  ];
}

function describe([quick, slow]: readonly Asked[][]): string {
  const all = [...(quick ?? []), ...(slow ?? [])];
  const refused = all.filter(({ code }) => code !== 'OK').length;
  const longest = (asked: Asked[] = []) => Math.max(...asked.map(({ milliseconds }) => milliseconds));
  return `${refused} of ${all.length} rejected, me and refresh within ${longest(quick)} ms, login within ${longest(slow)} ms`;
}
