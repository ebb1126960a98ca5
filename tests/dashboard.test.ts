import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { documentedCodes, documentedEvents } from './support/documented.ts';
import { freePort } from './support/free-port.ts';
import { readQuery, type Selector } from './support/promql.ts';
import { asSeries, type Series, scrape } from './support/scrape.ts';
import { World } from './support/world.ts';

interface Panel {
  id: number;
  type: string;
  title: string;
  description?: string;
  fieldConfig?: { defaults: { unit?: string } };
  targets?: { expr: string; legendFormat?: string }[];
}

const dashboard = JSON.parse(readFileSync('deploy/grafana-dashboard.json', 'utf8'));
const panels: Panel[] = dashboard.panels.filter(({ type }: Panel) => type !== 'row');
const targets = panels.flatMap((panel) => panel.targets ?? []);
const alerts = readFileSync('deploy/prometheus-alerts.yaml', 'utf8')
  .split(/^ +- alert: /m)
  .slice(1);

/** A rule's expression, on its own line or folded over the following ones. */
function expressionOf(alert: string): string {
  const [, folded, plain = ''] = /^ +expr: (?:>-\n((?: {10,}.*\n)+)|(.*)\n)/m.exec(alert) ?? [];
  return (folded ?? plain).replace(/\s+/g, ' ').trim();
}

const queries = [...targets.map(({ expr }) => expr), ...alerts.map(expressionOf)];

/** Labels that Prometheus itself adds to every series. */
const labelsOfPrometheus = ['job', 'instance'];
const metricsOfPrometheus: Series[] = [{ metric: 'up', labels: {} }];

const port = await freePort();
const world = await World.start({ env: { METRICS_PORT: String(port) } });
afterAll(() => world.stop());
let series: Series[] = [];

beforeAll(async () => {
  const person = await world.addPerson();
  const { accessToken, refreshToken } = await world.openSession(person);
  await world.logIn({ ...person, password: 'a wrong guess' });
  await world.me(accessToken);
  await world.refresh(refreshToken);
  await world.logOut({ refreshToken });
  await world.ask('{ nothing }');
  // The garbage collection series appears only after a first collection.
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  await sleep(50);
  series = [...(await scrape(port)).keys()].map(asSeries);
});

/** Finds names in a query that `/metrics` does not export. */
function findUnknown(query: string, known: readonly Series[]): string[] {
  const { selectors, groupings } = readQuery(query);
  if (selectors.length === 0) return ['no metric at all'];
  return selectors.flatMap(({ metric, matchers }) => {
    const found = [...known, ...metricsOfPrometheus].filter((each) => each.metric === metric);
    if (found.length === 0) return [`no metric ${metric}`];
    const labels = [...groupings, ...matchers.map(({ label }) => label)];
    const unknown = labels.filter(
      (label) => !labelsOfPrometheus.includes(label) && !found.some((each) => label in each.labels),
    );
    return [
      ...unknown.map((label) => `no label ${label} of ${metric}`),
      ...matchers.flatMap((matcher) => findUnknownValues(metric, matcher, found)),
    ];
  });
}

function findUnknownValues(
  metric: string,
  { label, values }: Selector['matchers'][number],
  found: readonly Series[],
): string[] {
  if (labelsOfPrometheus.includes(label)) return [];
  // This service has not returned every error code yet, so documented codes are accepted too.
  const known = label === 'code' ? ['OK', ...documentedCodes()] : found.map(({ labels }) => labels[label]);
  return values.filter((value) => !known.includes(value)).map((value) => `no ${label} ${value} of ${metric}`);
}

/** A histogram is exported as three metrics. */
function familyOf(metric: string): string {
  return metric.replace(/_(bucket|sum|count)$/, '');
}

function ownFamilies(): Set<string> {
  return new Set(series.map(({ metric }) => familyOf(metric)).filter((family) => family.startsWith('auth_')));
}

test('each event of docs/events.md is a series with the same count as the log', async () => {
  const events = documentedEvents();
  const logged = world.log.map((line) => JSON.parse(line).event).filter((event) => event);
  const found = await scrape(port);
  for (const { type, reason } of events) {
    const count = logged.filter((event) => event.type === type && event.reason === reason).length;
    const name = `auth_events_total{type="${type}",reason="${reason ?? ''}"}`;
    expect([name, found.get(name)]).toEqual([name, count]);
  }
  const counted = series.filter(({ metric }) => metric === 'auth_events_total');
  expect(counted).toHaveLength(events.length);
});

test('each metric and label of the dashboard and the alerts is one of /metrics', () => {
  expect(targets.length).toBeGreaterThan(30);
  expect(alerts.length).toBeGreaterThan(5);
  for (const query of queries) expect([query, findUnknown(query, series)]).toEqual([query, []]);
});

test('each event that they name is in docs/events.md', () => {
  const events = documentedEvents();
  const selectors = queries.flatMap((query) => readQuery(query).selectors);
  const ofEvents = selectors.filter(({ metric }) => metric === 'auth_events_total');
  expect(ofEvents.length).toBeGreaterThan(10);
  for (const { matchers } of ofEvents) {
    const valuesOf = (name: string) => matchers.find(({ label }) => label === name)?.values;
    const [types, reasons] = [valuesOf('type'), valuesOf('reason')];
    const meant = events.filter(({ reason = '' }) => reasons?.includes(reason) ?? true);
    expect(meant.map(({ type }) => type)).toEqual(expect.arrayContaining(types ?? []));
    expect(meant).not.toEqual([]);
  }
});

test('they show every metric of the service', () => {
  const selectors = queries.flatMap((query) => readQuery(query).selectors);
  const used = new Set(selectors.map(({ metric }) => familyOf(metric)));
  expect([...ownFamilies()].filter((family) => !used.has(family))).toEqual([]);
});

test('docs/operations.md lists each metric and each alert, and its queries use existing metrics', () => {
  const text = readFileSync('docs/operations.md', 'utf8');
  const rows = text.split('\n').filter((line) => line.startsWith('| `auth_'));
  const listed = rows.flatMap((row) => [...(row.split(' | ')[0] ?? '').matchAll(/`(\w+)`/g)]);
  expect(listed.map(([, metric]) => metric).toSorted()).toEqual([...ownFamilies()].toSorted());
  const names = [...text.matchAll(/^\| `(Auth\w+)`/gm)].map(([, name]) => name);
  expect(names).toEqual(alerts.map((alert) => alert.split('\n')[0]));
  const asked = [...text.matchAll(/\| `(\w+.*\(.*)` \|$/gm)].map(([, query = '']) =>
    query.replaceAll('\\|', '|'),
  );
  expect(asked).toHaveLength(5);
  for (const query of asked) expect([query, findUnknown(query, series)]).toEqual([query, []]);
});

test('each panel has a description, a unit and a legend', () => {
  expect(new Set(dashboard.panels.map(({ id }: Panel) => id)).size).toBe(dashboard.panels.length);
  for (const { title, description, fieldConfig, targets = [] } of panels) {
    expect([title, description, fieldConfig?.defaults.unit]).toEqual([
      expect.stringMatching(/\S/),
      expect.stringMatching(/^[A-Z].*\.$/),
      expect.stringMatching(/\S/),
    ]);
    expect(targets).not.toEqual([]);
    for (const { expr, legendFormat = '' } of targets) {
      const { groupings } = readQuery(expr);
      const shown = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
      const told = /^\(?(sum|max|count|histogram_quantile)\b/.test(expr) ? groupings : ['instance'];
      expect([expr, legendFormat, shown]).toEqual([
        expr,
        expect.stringMatching(/\S/),
        told.filter((label) => label !== 'le'),
      ]);
    }
  }
});

test('each alert has a duration, a severity, a summary and a description', () => {
  for (const alert of alerts) {
    expect(alert).toMatch(/^Auth\w+\n/);
    expect(alert).toMatch(/^ +for: \d+[smh]$/m);
    expect(alert).toMatch(/^ +labels: \{ severity: (critical|warning) \}$/m);
    expect(alert).toMatch(/^ +summary: .+\n +description: .+\.$/m);
  }
});

test.each([
  ['an unknown metric', 'sum(rate(auth_request_total[5m]))', 'no metric auth_request_total'],
  ['one metric after another', 'up > 1 and auth_waiting offset 5m > 0.5', 'no metric auth_waiting'],
  [
    'a label that the metric does not have',
    'auth_requests_total{field="me"}',
    'no label field of auth_requests_total',
  ],
  [
    'an unknown label in a grouping',
    'sum by (code) (auth_events_total)',
    'no label code of auth_events_total',
  ],
  [
    'an unknown event',
    'auth_events_total{type=~"session.opened|login"}',
    'no type login of auth_events_total',
  ],
  ['an undocumented code', 'auth_requests_total{code!="FINE"}', 'no code FINE of auth_requests_total'],
  ['a query without a metric', 'time()', 'no metric at all'],
])('would notice %s', (_what, query, message) => {
  expect(findUnknown(query, series)).toContain(message);
});
