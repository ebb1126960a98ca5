import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Counter, Histogram, Registry } from 'prom-client';
import type { Answer, App, AuthEvent, Gauge } from '../context.ts';
import { oncePer } from '../platform/once-per.ts';
import { metricsSettings } from './metrics.settings.ts';

interface Metrics {
  registry: Registry;
  requests: Counter<'operation' | 'code'>;
  durations: Histogram<'operation'>;
  events: Counter<'type' | 'reason'>;
}

/** Seconds: a `me` takes one or two thousandths, a login the time of bcrypt and of its queue. */
const durationBuckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

const databaseGauges: Readonly<Record<string, Gauge>> = {
  database_connections: {
    help: 'Connections of the pool, idle ones too.',
    read: ({ database }) => database.load.connections,
  },
  database_waiting: {
    help: 'Requests that wait for a connection.',
    read: ({ database }) => database.load.waiting,
  },
};

const current = oncePer((_app: App): { metrics?: Metrics } => ({}));

/** Counts what was answered, once for each root field; the names of both labels are of the schema and the code. */
export function countAnswer(app: App, { fields, codes, seconds }: Answer): void {
  const { metrics } = current(app);
  for (const operation of metrics ? fields : []) {
    metrics?.requests.inc({ operation, code: codes[0] ?? 'OK' });
    metrics?.durations.observe({ operation }, seconds);
  }
}

export function countEvent(app: App, { type, reason = '' }: AuthEvent): void {
  current(app).metrics?.events.inc({ type, reason });
}

/** Serves `/metrics` on a port of its own, where METRICS_PORT names one. @returns ends it. */
export async function startMetrics(app: App): Promise<() => Promise<void>> {
  const { METRICS_PORT, METRICS_HOST } = app.config.of(metricsSettings);
  if (METRICS_PORT === undefined) return async () => undefined;
  const metrics = await makeMetrics(app);
  current(app).metrics = metrics;
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': metrics.registry.contentType });
    response.end(await metrics.registry.metrics());
  });
  server.listen(METRICS_PORT, METRICS_HOST);
  await once(server, 'listening');
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}

/** Loaded only where it is asked for: it is a few MB. */
async function makeMetrics(app: App): Promise<Metrics> {
  const client = await import('prom-client');
  const { Counter, Histogram } = client;
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauges = [databaseGauges, ...app.hooks.map(({ gauges }) => gauges ?? {})];
  for (const [name, { help, read }] of gauges.flatMap((each) => Object.entries(each))) {
    new client.Gauge({
      name: `auth_${name}`,
      help,
      registers,
      collect() {
        this.set(read(app));
      },
    });
  }
  return {
    registry,
    requests: new Counter({
      name: 'auth_requests_total',
      help: 'Answers, by root field and code; OK where there was no error.',
      labelNames: ['operation', 'code'],
      registers,
    }),
    durations: new Histogram({
      name: 'auth_request_duration_seconds',
      help: 'From the arrival of a request to its answer.',
      labelNames: ['operation'],
      buckets: durationBuckets,
      registers,
    }),
    events: new Counter({
      name: 'auth_events_total',
      help: 'What happened to accounts and sessions (docs/events.md).',
      labelNames: ['type', 'reason'],
      registers,
    }),
  };
}
