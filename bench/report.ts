import { type Ratio, type Result, ratio } from './compare.ts';
import { median } from './load.ts';

const milliseconds = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));

export function show({ median: middle, lowest, highest }: Ratio): string {
  return `${middle.toFixed(2)} (${lowest.toFixed(2)} to ${highest.toFixed(2)})`;
}

/** Prints a Markdown table. Ratios are the median over all pairs, followed by the lowest and the highest. */
export function describeResults(results: readonly Result[]): string {
  const rows = results.map((result) => {
    const { operation, connections, contestant, rounds, megabytes } = result;
    const same = (name: string) =>
      results.find(
        (each) =>
          each.contestant === name && each.operation === operation && each.connections === connections,
      );
    const bare = same('bare');
    const before = same('before');
    const service = contestant === 'pooled' ? same('service') : undefined;
    const figure = (name: 'perSecond' | 'p50' | 'p99' | 'processorMicroseconds') =>
      median(rounds.map((round) => round[name]));
    const errors = rounds.reduce((sum, round) => sum + round.errors, 0);
    return [
      operation,
      connections,
      contestant,
      figure('perSecond').toFixed(figure('perSecond') < 100 ? 1 : 0),
      milliseconds(figure('p50')),
      milliseconds(figure('p99')),
      bare && contestant !== 'bare' ? show(ratio(result, bare, 'perSecond')) : '',
      before && contestant !== 'before' ? show(ratio(result, before, 'perSecond')) : '',
      service ? show(ratio(result, service, 'perSecond')) : '',
      figure('processorMicroseconds').toFixed(0),
      errors,
      megabytes,
    ];
  });
  const head = [
    'operation',
    'connections',
    'server',
    'per second',
    'p50, ms',
    'p99, ms',
    'times bare',
    'times before',
    'times service',
    'processor, µs',
    'errors',
    'memory, MB',
  ];
  const lines = [head, head.map((_, index) => (index === 0 || index === 2 ? '---' : '---:')), ...rows];
  return `${lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}
