import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Contestant, type ContestantName, contestantNames } from './contestants.ts';
import { Ground } from './ground.ts';
import { drive, type Figures, median } from './load.ts';
import { type Operation, type Ticket } from './operations.ts';
import { progress } from './progress.ts';

/** Installs dependencies that only the compared servers need. */
function installPeers(): void {
  if (existsSync('bench/node_modules')) return;
  progress('installing the compared servers');
  execFileSync('npm', ['ci', '--prefix', 'bench'], { stdio: ['ignore', 'ignore', 'inherit'] });
}

interface CompareOptions {
  operations: readonly Operation[];
  contestants: readonly ContestantName[];
  connections: readonly number[];
  /** How long one round of one contestant lasts. */
  seconds: number;
  rounds: number;
  cost: number;
}

/** One contestant's rounds for one operation and number of connections, in the order they ran. */
export interface Result {
  contestant: ContestantName;
  operation: Operation;
  connections: number;
  rounds: Figures[];
  /** Resident memory after the rounds, in MB. */
  megabytes: number;
}

/** With more connections, the service rejects logins and signups with OVERLOADED, so a comparison would be meaningless. */
const mostHashing = 32;
/** A login takes a quarter of a second, so rounds of logins have to be longer. */
const hashingRoundsTimes = 3;

const sessionsEach = 8;

/** Runs the contestants in turn, in short rounds, so that other load on the machine affects them all equally. */
export async function compare(options: CompareOptions): Promise<Result[]> {
  installPeers();
  const ground = await Ground.prepare(options);
  try {
    const people = Math.ceil(Math.max(...options.connections) / sessionsEach);
    // Sessions open fastest at the lowest cost, which makes no difference afterwards.
    const host = await ground.start('service', { env: { BCRYPT_COST: '10' } });
    const shared = await ground.openSessions(host, people, sessionsEach);
    await host.stop();
    const started: [Contestant, Ticket[]][] = [];
    for (const name of contestantNames.filter((each) => options.contestants.includes(each))) {
      const contestant = await ground.start(name);
      const own = contestant.sharesTables ? shared : await ground.openSessions(contestant, 4, sessionsEach);
      started.push([contestant, own]);
    }
    const results: Result[] = [];
    for (const operation of options.operations) {
      for (const connections of options.connections) {
        results.push(...(await runRounds(started, operation, connections, options)));
      }
    }
    return results;
  } finally {
    await ground.leave();
  }
}

async function runRounds(
  started: readonly [Contestant, Ticket[]][],
  operation: Operation,
  connections: number,
  options: CompareOptions,
): Promise<Result[]> {
  const isHashing = operation === 'login' || operation === 'signup';
  if (isHashing && connections > mostHashing) return [];
  const able = started.filter(([{ dialect }]) => dialect.operations.includes(operation));
  const seconds = isHashing ? hashingRoundsTimes * options.seconds : options.seconds;
  // A round contains so few logins that longer rounds help as much as more rounds.
  const rounds = isHashing ? Math.ceil(options.rounds / 2) : options.rounds;
  const results = able.map(
    ([{ name }]): Result => ({ contestant: name, operation, connections, rounds: [], megabytes: 0 }),
  );
  for (let round = -1; round < rounds; round += 1) {
    // Each round starts with a different contestant, so that none always follows the same one.
    for (let turn = 0; turn < able.length; turn += 1) {
      const index = (turn + round + 1) % able.length;
      const [contestant, tickets] = able[index] as [Contestant, Ticket[]];
      progress(`${operation}, ${connections} connections, round ${round + 1}: ${contestant.name}`);
      const load = { operation, tickets: takeTickets(tickets, connections) };
      // The first round is a warm-up.
      if (round < 0) await drive(contestant, { ...load, seconds: isHashing ? 1 : 2 });
      else results[index]?.rounds.push(await drive(contestant, { ...load, seconds }));
    }
  }
  for (const [index, [contestant]] of able.entries()) {
    if (results[index]) results[index].megabytes = contestant.megabytes;
  }
  return results;
}

/** Takes `count` tickets. better-auth has fewer sessions than connections, so some connections share one. */
function takeTickets(tickets: Ticket[], count: number): Ticket[] {
  return Array.from({ length: count }, (_, index) => tickets[index % tickets.length] as Ticket);
}

export interface Ratio {
  median: number;
  lowest: number;
  highest: number;
}

export type Figure = 'perSecond' | 'p50' | 'p99' | 'processorMicroseconds';

/** The ratio of two contestants, round by round. The rounds of a pair ran within seconds of each other. */
export function ratio(one: Result, other: Result, figure: Figure): Ratio {
  return ratioOf(
    one.rounds.map((round) => round[figure]),
    other.rounds.map((round) => round[figure]),
  );
}

export function ratioOf(values: readonly number[], others: readonly number[]): Ratio {
  const pairs = values.map((value, index) => value / (others[index] ?? Number.NaN));
  return { median: median(pairs), lowest: Math.min(...pairs), highest: Math.max(...pairs) };
}
