import { type Figure, type Ratio, type Result, ratio } from './compare.ts';
import type { ContestantName } from './contestants.ts';
import type { Operation } from './operations.ts';
import { show } from './report.ts';
import type { StartPairs } from './start.ts';

interface Target {
  operation: Operation;
  connections: readonly number[];
  figure: Figure;
  than: ContestantName;
  atMost?: number;
  atLeast?: number;
}

/** Relative to the commit before the work on speed, and to a hand-written server. */
const targets: readonly Target[] = [
  { operation: 'me', connections: [32, 256], figure: 'processorMicroseconds', than: 'before', atMost: 0.75 },
  { operation: 'me', connections: [32, 256], figure: 'perSecond', than: 'before', atLeast: 1.25 },
  { operation: 'me', connections: [32, 256], figure: 'perSecond', than: 'bare', atLeast: 1.2 },
  { operation: 'refresh', connections: [32], figure: 'processorMicroseconds', than: 'before', atMost: 0.65 },
  { operation: 'refresh', connections: [32], figure: 'perSecond', than: 'before', atLeast: 1.3 },
];

const startTargets = { start: 0.65, memory: 0.8 };

const names: Readonly<Record<Figure, string>> = {
  perSecond: 'rate',
  p50: 'p50',
  p99: 'p99',
  processorMicroseconds: 'processor time',
};

/** Prints a Markdown table with a verdict for each target. */
export function describeVerdicts(results: readonly Result[], starts: StartPairs): string {
  const rows = targets.flatMap((target) =>
    target.connections.flatMap((connections) => {
      const { operation, figure, than } = target;
      const find = (name: ContestantName) =>
        results.find(
          (each) =>
            each.contestant === name && each.operation === operation && each.connections === connections,
        );
      const [service, other] = [find('service'), find(than)];
      if (!service || !other) return [];
      const name = `${operation}, ${connections} connections: ${names[figure]}, times ${than}`;
      return [row(name, ratio(service, other, figure), target)];
    }),
  );
  const { start, memory } = starts;
  rows.push(row('start to first answer, times before', start, { atMost: startTargets.start }));
  rows.push(row('memory when idle, times before', memory, { atMost: startTargets.memory }));
  const head = ['figure', 'median of the pairs', 'target', 'verdict'];
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function row(name: string, found: Ratio, { atMost, atLeast }: Pick<Target, 'atMost' | 'atLeast'>): string[] {
  const isMet =
    (atMost === undefined || found.median <= atMost) && (atLeast === undefined || found.median >= atLeast);
  const target = atMost === undefined ? `at least ${atLeast}` : `at most ${atMost}`;
  return [name, show(found), target, isMet ? 'met' : 'MISSED'];
}
