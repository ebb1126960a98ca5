import type { Counter, Histogram, Registry } from 'prom-client';
import type { App } from '../feature/context.ts';
import { declaredEvents } from '../feature/declared-events.ts';
import { featuresOf, type Gauge } from '../feature/feature.ts';
import { databaseSettings } from '../platform/database/database.settings.ts';
import { withTimeLimit } from '../platform/time-limit.ts';

export interface Metrics {
  registry: Registry;
  requests: Counter<'operation' | 'code'>;
  durations: Histogram<'operation'>;
  events: Counter<'type' | 'reason'>;
  hashingWaits: Histogram;
  hashingDurations: Histogram;
  hashingShed: Counter<'reason'>;
}

/** Seconds: a `me` takes one or two thousandths, a login the time of bcrypt and of its queue. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Prometheus waits 10 s for all of a scrape. */
const gaugeTimeoutMs = 2_000;

export const ownGauges: Readonly<Record<string, Gauge>> = {
  database_connections: {
    help: 'Connections of the pool, idle ones too.',
    read: ({ database }) => database.load.connections,
  },
  database_connections_max: {
    help: 'How many the pool opens at most (DATABASE_POOL_SIZE).',
    read: ({ config }) => config.of(databaseSettings).DATABASE_POOL_SIZE,
  },
  database_waiting: {
    help: 'Requests that wait for a connection.',
    read: ({ database }) => database.load.waiting,
  },
  // It asks the database, so it comes after those that look at the pool.
  ready: {
    help: 'Processes that should get requests, as /readyz says.',
    read: async ({ lifecycle, database }) =>
      Number(!lifecycle.isDraining && (await database.readiness()) === 'ok'),
  },
};

/** A registry of this process with everything in it. prom-client is loaded only where it is asked for: it is a few MB. */
export async function makeMetrics(app: App): Promise<Metrics> {
  const client = await import('prom-client');
  const { Counter, Histogram } = client;
  const registry = new client.Registry();
  client.collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const gauges = [ownGauges, ...featuresOf(app).map(({ gauges }) => gauges ?? {})];
  for (const [name, { help, read }] of gauges.flatMap((each) => Object.entries(each))) {
    new client.Gauge({
      name: `auth_${name}`,
      help,
      registers,
      async collect() {
        try {
          this.set(await withTimeLimit(gaugeTimeoutMs, () => read(app)));
        } catch (err) {
          // Without a sample Prometheus marks the series as stale; a zero would be a false reading.
          this.remove();
          app.log.warn({ err, gauge: name }, 'a gauge could not be read; it is missing from this scrape');
        }
      },
    });
  }
  const metrics: Metrics = {
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
      buckets,
      registers,
    }),
    events: new Counter({
      name: 'auth_events_total',
      help: 'What happened to accounts and sessions (docs/events.md).',
      labelNames: ['type', 'reason'],
      registers,
    }),
    hashingWaits: new Histogram({
      name: 'auth_hashing_wait_seconds',
      help: 'How long a password waited for a core, also where it was not hashed in the end.',
      buckets,
      registers,
    }),
    hashingDurations: new Histogram({
      name: 'auth_hashing_duration_seconds',
      help: 'How long a password was hashed or compared.',
      buckets,
      registers,
    }),
    hashingShed: new Counter({
      name: 'auth_hashing_shed_total',
      help: 'Passwords that were not hashed: the queue was full, or the client had gone when the turn came.',
      labelNames: ['reason'],
      registers,
    }),
  };
  beginAtZero(app, metrics);
  return metrics;
}

/** To Prometheus, a series that begins at one has not risen, so every event has its series from the start. */
function beginAtZero(app: App, { events, hashingShed }: Metrics): void {
  for (const { type, reason = '' } of declaredEvents(featuresOf(app))) events.inc({ type, reason }, 0);
  for (const reason of ['full', 'gone']) hashingShed.inc({ reason }, 0);
}
