import { setTimeout as sleep } from 'node:timers/promises';
import { codes, type Person } from '../../support/client.ts';
import { decodeJwt } from '../../support/tokens.ts';
import { forEach } from '../for-each.ts';
import { Ground } from '../ground.ts';
import { Holder } from '../holder.ts';
import type { Scenario } from '../scenario.ts';

interface Seen {
  sessions: number;
  behind: number;
  lost: number;
  recovered: number;
  loggedOut: number;
  unknown: number;
  undone: number;
  ended: number;
}

const [many, few] = [200, 20];

export const lag: Scenario = {
  fault: 'the primary is killed under refreshes, and a standby is promoted that lacks the last seconds',
  promise:
    'no user is logged out whose session the standby has; sessions that it never had are rejected; reuse is detected again',
  async run(scale, progress) {
    const rounds = Math.max(1, Math.round(3 * scale));
    const wrong: string[] = [];
    const sum: Seen = {
      sessions: 0,
      behind: 0,
      lost: 0,
      recovered: 0,
      loggedOut: 0,
      unknown: 0,
      undone: 0,
      ended: 0,
    };
    for (let round = 1; round <= rounds; round += 1) {
      await failOver(sum, wrong);
      progress(`${round} of ${rounds} failovers, ${sum.lost} rotations lost`);
    }
    if (sum.lost === 0 || sum.recovered === 0) wrong.push('nothing was lost, so nothing was tried');
    return {
      seen:
        `${rounds} failovers; ${sum.lost} rotations of ${sum.behind} of ${sum.sessions} sessions lost, ` +
        `${sum.recovered} recovered, ${sum.loggedOut} logged out; ${sum.unknown} of ${few * rounds} lost sessions rejected; ` +
        `${sum.undone} of ${few * rounds} logouts of those seconds undone, and ${sum.ended} ended by \`sessions end --opened-before\``,
      wrong,
    };
  },
};

async function failOver(sum: Seen, wrong: string[]): Promise<void> {
  const ground = await Ground.prepare();
  const holders = await openSessions(ground, many);
  const leaving = await openSessions(ground, few);
  await ground.addStandby();
  ground.holdStandbyBack();

  const strangers = await openSessions(ground, few);
  let isOver = false;
  const refreshing = [...holders, ...strangers].map((each) => each.keepRefreshing(() => isOver));
  for (const { tokens } of leaving) await ground.service.logOut(null, tokens.accessToken);
  await sleep(3000);
  await ground.failOver(() => countLost(ground, holders, sum));
  const before = holders.map(({ refreshes }) => refreshes);
  await sleep(5000);
  isOver = true;
  await Promise.all(refreshing);

  for (const [index, holder] of holders.entries()) {
    if (await holder.getsTo((before[index] ?? 0) + 2)) continue;
    sum.loggedOut += 1;
    wrong.push('a user was logged out whose session the standby has');
  }
  sum.sessions += holders.length;
  sum.recovered += ground.service.stdout.split('"type":"session.recovered"').length - 1;
  for (const { isLoggedOut } of strangers) {
    if (isLoggedOut) sum.unknown += 1;
    else wrong.push('a session that the standby never had goes on');
  }
  for (const holder of holders.slice(0, few)) await replay(ground, holder, wrong);
  await endOldSessions(ground, leaving, sum, wrong);
  await ground.leave();
}

async function openSessions(ground: Ground, count: number): Promise<Holder[]> {
  const people = await Promise.all(Array.from({ length: 10 }, () => ground.service.addPerson()));
  const holders: Holder[] = [];
  const owners = Array.from({ length: count }, (_, index) => people[index % 10] as Person);
  await forEach(owners, async (person) => {
    holders.push(new Holder(ground, await ground.service.openSession(person)));
  });
  return holders;
}

/** Counts how far the promoted standby lags behind the clients' tokens. */
async function countLost(ground: Ground, holders: readonly Holder[], sum: Seen): Promise<void> {
  const rows = await ground.sql<{ id: string; generation: number }>('select id, generation from sessions');
  const generations = new Map(rows.map(({ id, generation }) => [id, generation]));
  for (const { tokens } of holders) {
    const { sid, gen } = decodeJwt(tokens.refreshToken);
    const lost = gen - (generations.get(sid) ?? 0);
    sum.lost += lost;
    if (lost > 0) sum.behind += 1;
  }
}

/** Sends a token from two generations back, which ends the session. */
async function replay({ service }: Ground, { used, tokens }: Holder, wrong: string[]): Promise<void> {
  const replayed = await service.refresh(used.at(-2) ?? '');
  const newest = await service.refresh(tokens.refreshToken);
  const found = [replayed, newest].map((answer) => codes(answer)[0]);
  if (found.some((code) => code !== 'INVALID_REFRESH_TOKEN'))
    wrong.push('the reuse of a token was not detected');
}

/** Ends all older sessions, for an operator who cannot accept that the failover undid logouts. */
async function endOldSessions(
  ground: Ground,
  leaving: readonly Holder[],
  sum: Seen,
  wrong: string[],
): Promise<void> {
  for (const { tokens } of leaving) {
    if ((await ground.service.me(tokens.accessToken)).data?.me) sum.undone += 1;
  }
  const [row] = await ground.sql<{ now: Date }>('select now()');
  await ground.admin('sessions', 'end', '--opened-before', row?.now.toISOString() ?? '');
  for (const { tokens } of leaving) {
    const me = await ground.service.me(tokens.accessToken);
    const refresh = await ground.service.refresh(tokens.refreshToken);
    if (codes(me).length === 1 && codes(refresh).length === 1) sum.ended += 1;
    else wrong.push('a session goes on after sessions end');
  }
}
