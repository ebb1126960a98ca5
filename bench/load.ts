import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.ts';
import type { Contestant } from './contestants.ts';
import { type Operation, type Ticket, write } from './operations.ts';

/** The results of one round of load. Times are in milliseconds. */
export interface Figures {
  perSecond: number;
  p50: number;
  p99: number;
  /** The number of correct responses. */
  answers: number;
  /** Server CPU time per response, in microseconds. */
  processorMicroseconds: number;
  /** The number of failures: rejections, wrong bodies and closed connections. */
  errors: number;
  firstError?: string;
}

interface Load {
  operation: Operation;
  seconds: number;
  tickets: readonly Ticket[];
  /** Defaults to the number of tickets. With fewer connections, each one alternates between several tickets. */
  connections?: number;
  /** Requests per second across all connections. By default, each connection sends again as soon as it gets a response. */
  rate?: number;
}

/** Runs one round of load. */
export async function drive(contestant: Contestant, load: Load): Promise<Figures> {
  const { operation, seconds, tickets, rate, connections: count = tickets.length } = load;
  const { dialect, url } = contestant;
  const connections = await Promise.all(Array.from({ length: count }, () => Connection.open(url)));
  const durations: number[] = [];
  let errors = 0;
  let firstError: string | undefined;
  const processorSeconds = contestant.processorSeconds;
  const began = performance.now();
  const end = began + seconds * 1_000;
  const pause = rate === undefined ? 0 : (count / rate) * 1_000;
  await Promise.all(
    connections.map(async (first, index) => {
      let connection = first;
      let due = began + (pause * index) / count;
      const isOver = () => (pause > 0 ? due : performance.now()) >= end;
      for (let turn = index; !isOver(); due += pause, turn = (turn + count) % tickets.length) {
        const ticket = tickets[turn] as Ticket;
        if (pause > 0) await sleep(Math.max(0, due - performance.now()));
        // At a fixed rate, a late start counts as waiting time; otherwise coordinated omission would hide it. Timers may
        // also fire up to a millisecond early.
        const sent = pause > 0 ? Math.min(due, performance.now()) : performance.now();
        try {
          const answer = await connection.exchange(write(dialect.request(operation, ticket)));
          const milliseconds = performance.now() - sent;
          dialect.accept(operation, ticket, answer);
          durations.push(milliseconds);
        } catch (error) {
          errors += 1;
          firstError ??= error instanceof Error ? error.message : String(error);
          connection.close();
          connection = await Connection.open(url);
        }
      }
      connection.close();
    }),
  );
  const elapsed = (performance.now() - began) / 1_000;
  durations.sort((one, other) => one - other);
  return {
    perSecond: durations.length / elapsed,
    p50: quantile(durations, 0.5),
    p99: quantile(durations, 0.99),
    answers: durations.length,
    processorMicroseconds: ((contestant.processorSeconds - processorSeconds) * 1e6) / durations.length,
    errors,
    ...(firstError !== undefined && { firstError }),
  };
}

/** A quantile of sorted numbers. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
