import { mkdtempSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Operation } from './account-operations.ts';
import type { AccountState } from './account-state.ts';
import { isLost, type Model } from './calls.ts';
import type { Unexplained } from './checker.ts';
import { minimise } from './minimise.ts';

/** Describes a contradiction for human readers. */
export function describe(
  model: Model<AccountState, Operation>,
  operations: readonly Operation[],
  unexplained: Unexplained<AccountState, Operation>,
): string {
  const { since } = unexplained;
  const needed = minimise(model, operations, unexplained);
  const from = Math.min(...needed.map(({ sent }) => sent));
  return [
    `Every order of the operations before leads to: ${describeState(since.state, from)}.`,
    'No order explains these answers:',
    ...needed.filter((each) => !isLost(each)).map((each) => `  ${describeOperation(each, from)}`),
    'whether and whenever these took effect:',
    ...needed.filter(isLost).map((each) => `  ${describeOperation(each, from)}`),
  ].join('\n');
}

function describeState({ isActive, sessions, proofs }: AccountState, from: number): string {
  const living = Object.entries(sessions).map(
    ([
      name,
      {
        generation,
        rotated: [earliest, latest],
      },
    ]) =>
      `${name} at generation ${generation}, rotated between ${time(earliest, from)} and ${time(latest, from)}`,
  );
  const proved = Object.entries(proofs).map(([id, proof]) => `logout ${id} may end ${proof}`);
  return [isActive ? 'enabled' : 'disabled', ...living, ...proved].join('; ');
}

function describeOperation({ id, by, request, sent, answered, answer }: Operation, from: number): string {
  const { kind, ...about } = request;
  const { code, ...found } = answer ?? { code: 'lost' };
  const texts = (fields: object) => Object.entries(fields).map(([name, value]) => `${name} ${value}`);
  return [
    `${time(sent, from)} to ${time(answered, from)}`.padEnd(26),
    `${by === 'operator' ? by : `replica ${by}`}`.padEnd(10),
    `#${id} ${[kind, ...texts(about)].join(' ')}`.padEnd(44),
    `-> ${[code, ...texts(found)].join(' ')}`,
  ].join(' ');
}

function time(at: number, from: number): string {
  return at === Number.POSITIVE_INFINITY ? 'never' : `${(at - from).toFixed(1)} ms`;
}

/** Writes the report and the full history to a new folder. @returns the path of the report. */
export function save(report: string, history: readonly Operation[]): string {
  const file = path.join(mkdtempSync(path.join(os.tmpdir(), 'auth-service-history-')), 'history.txt');
  const all = history.map((each) => describeOperation(each, history[0]?.sent ?? 0));
  writeFileSync(file, [report, '', 'All calls of the account:', ...all, ''].join('\n'));
  return file;
}
