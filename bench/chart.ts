import { type Result, ratio } from './compare.ts';

const [width, barHeight, gap, left] = [720, 22, 8, 130];
const drawn = [
  { operation: 'me', connections: 32 },
  { operation: 'refresh', connections: 32 },
] as const;

/** Draws each server's throughput as a bar, relative to bare Node.js, and the range over its pairs as a line. */
export function chart(results: readonly Result[]): string {
  let y = 10;
  const parts: string[] = [];
  for (const { operation, connections } of drawn) {
    const group = results.filter((each) => each.operation === operation && each.connections === connections);
    const bare = group.find(({ contestant }) => contestant === 'bare');
    if (!bare) continue;
    const bars = group
      .map((result) => ({ name: result.contestant, ...ratio(result, bare, 'perSecond') }))
      .toSorted((one, other) => other.median - one.median);
    const scale = (width - left - 70) / Math.max(...bars.map(({ highest }) => highest));
    y += 16;
    parts.push(
      `<text x="0" y="${y}" class="title">${operation}, ${connections} connections, relative to bare Node.js</text>`,
    );
    y += gap;
    for (const { name, median, lowest, highest } of bars) {
      const middle = y + barHeight / 2;
      const at = (value: number) => (left + value * scale).toFixed(1);
      parts.push(
        `<text x="${left - 8}" y="${middle + 4}" text-anchor="end">${name}</text>`,
        `<rect x="${left}" y="${y}" width="${(median * scale).toFixed(1)}" height="${barHeight}" class="${name === 'service' ? 'own' : 'other'}"/>`,
        `<line x1="${at(lowest)}" x2="${at(highest)}" y1="${middle}" y2="${middle}" class="spread"/>`,
        `<text x="${(Number(at(highest)) + 8).toFixed(1)}" y="${middle + 4}">${median.toFixed(2)}</text>`,
      );
      y += barHeight + gap;
    }
    y += gap;
  }
  const style =
    'text{font:13px sans-serif;fill:#333}.title{font-weight:bold}.own{fill:#2a7f62}.other{fill:#b8c4cc}.spread{stroke:#333}';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}"><style>${style}</style><rect width="100%" height="100%" fill="#fff"/>${parts.join('')}</svg>\n`;
}
