/** Scrapes `/metrics` on this port. @returns the value of each series, keyed by its text. */
export async function scrape(port: number): Promise<Map<string, number>> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    'text/plain; version=0.0.4; charset=utf-8',
  ]);
  const lines = (await response.text()).split('\n').filter((line) => line && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

export interface Series {
  metric: string;
  labels: Readonly<Record<string, string>>;
}

export function asSeries(text: string): Series {
  const [, metric = '', inside = ''] = /^([^{]+)(?:\{(.*)\})?$/.exec(text) ?? [];
  const pairs = [...inside.matchAll(/(\w+)="([^"]*)"/g)];
  return { metric, labels: Object.fromEntries(pairs.map(([, label = '', value = '']) => [label, value])) };
}
