import os from 'node:os';
import bcrypt from 'bcrypt';
import { Ground } from './ground.ts';
import { drive, type Figures, median } from './load.ts';
import { progress } from './progress.ts';

interface MixedOptions {
  seconds: number;
  rounds: number;
  cost: number;
}

/** One round of four measurements in quick succession. */
export interface MixedRound {
  /** How many passwords the cores can compare while nothing else runs. */
  comparesPerSecond: number;
  login: Figures;
  me: Figures;
  storm: { login: Figures; me: Figures };
}

const loginsAlone = 8;
const loginsInStorm = 64;
const mePerSecond = 200;
const meConnections = 16;

/** Measures `me` at a fixed rate, both alone and during a storm of logins, and logins relative to what bcrypt allows. */
export async function mixed({ seconds, rounds, cost }: MixedOptions): Promise<MixedRound[]> {
  const ground = await Ground.prepare({ cost });
  try {
    const service = await ground.start('service');
    const tickets = await ground.openSessions(service, 8, 8);
    const me = {
      operation: 'me',
      seconds,
      tickets: tickets.slice(0, meConnections),
      rate: mePerSecond,
    } as const;
    const logins = (count: number) =>
      ({
        operation: 'login',
        seconds,
        tickets: tickets.slice(0, count).map((each) => ({ ...each })),
      }) as const;
    await drive(service, { ...me, seconds: 2 });
    const found: MixedRound[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const say = (what: string) => progress(`round ${round} of ${rounds}: ${what}`);
      say('bcrypt');
      const comparesPerSecond = await compareForAWhile(cost, seconds);
      say('logins alone');
      const login = await drive(service, logins(loginsAlone));
      say('me alone');
      const alone = await drive(service, me);
      say('a storm of logins');
      const [stormLogin, stormMe] = await Promise.all([
        drive(service, logins(loginsInStorm)),
        drive(service, me),
      ]);
      found.push({ comparesPerSecond, login, me: alone, storm: { login: stormLogin, me: stormMe } });
    }
    return found;
  } finally {
    await ground.leave();
  }
}

/** Keeps comparing passwords, as many at a time as there are cores. @returns comparisons per second. */
async function compareForAWhile(cost: number, seconds: number): Promise<number> {
  const hash = await bcrypt.hash('a long walk by the river', cost);
  let count = 0;
  const began = performance.now();
  const work = async () => {
    while (performance.now() - began < seconds * 1_000) {
      await bcrypt.compare('a long walk by the river', hash);
      count += 1;
    }
  };
  await Promise.all(Array.from({ length: os.availableParallelism() }, work));
  return count / ((performance.now() - began) / 1_000);
}

export function describeMixed(rounds: readonly MixedRound[]): string {
  const row = (name: string, figure: (round: MixedRound) => number, digits = 2) => {
    const values = rounds.map(figure);
    const [least, most] = [Math.min(...values), Math.max(...values)];
    return `| ${name} | ${median(values).toFixed(digits)} | ${least.toFixed(digits)} to ${most.toFixed(digits)} |`;
  };
  return [
    '| figure | median | lowest to highest |',
    '| --- | ---: | ---: |',
    row('what bcrypt allows, per second', (round) => round.comparesPerSecond),
    row('logins alone, as a share of it', (round) => round.login.perSecond / round.comparesPerSecond),
    row(
      'logins in the storm, as a share of it',
      (round) => round.storm.login.perSecond / round.comparesPerSecond,
    ),
    row('`me` alone, p50, ms', (round) => round.me.p50),
    row('`me` alone, p99, ms', (round) => round.me.p99),
    row('`me` in the storm, p50, ms', (round) => round.storm.me.p50),
    row('`me` in the storm, p99, ms', (round) => round.storm.me.p99),
    row('p99 in the storm, times alone', (round) => round.storm.me.p99 / round.me.p99),
    row(
      'errors',
      ({ login, me, storm }) => login.errors + me.errors + storm.login.errors + storm.me.errors,
      0,
    ),
    '',
  ].join('\n');
}
