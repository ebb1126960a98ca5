import type { Counter, Histogram, Registry } from 'prom-client';
import type { App } from '../feature/context.ts';
import { declaredEvents } from '../feature/declared-events.ts';
import { featuresOf, type Gauge } from '../feature/feature.ts';
import type { EventType } from '../kernel/events.ts';
import { databaseSettings } from '../platform/database/database.settings.ts';
import { withTimeLimit } from '../platform/time-limit.ts';

export interface Metrics {
  registry: Registry;
  requests: Counter<'operation' | 'code'>;
  durations: Histogram<'operation'>;
  events: Counter<'type' | 'reason'>;
  mails: Counter<'kind' | 'outcome'>;
  hashingWaits: Histogram;
  hashingDurations: Histogram;
  hashingShed: Counter<'reason'>;
}

/** In seconds. `me` takes a millisecond or two; a login takes as long as bcrypt and its queue. */
const buckets = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Prometheus gives a whole scrape 10 s. */
const gaugeTimeoutMs = 2_000;

export const ownGauges: Readonly<Record<string, Gauge>> = {
  database_connections: {
    help: 'Open connections of the pool, including idle ones.',
    read: ({ database }) => database.load.connections,
  },
  database_connections_max: {
    help: 'Maximum size of the pool (DATABASE_POOL_SIZE).',
    read: ({ config }) => config.of(databaseSettings).DATABASE_POOL_SIZE,
  },
  database_waiting: {
    help: 'Requests waiting for a connection.',
    read: ({ database }) => database.load.waiting,
  },
  // Last, because reading this gauge uses a connection and so affects the pool gauges.
  ready: {
    help: '1 while /readyz returns 200, 0 otherwise.',
    read: async ({ lifecycle, database }) =>
      Number(!lifecycle.isDraining && (await database.readiness()) === 'ok'),
  },
};

const mailPrefix = 'mail.';

export function isAboutMail(type: EventType): boolean {
  return type.startsWith(mailPrefix);
}

/** The outcome of `mail.sent` is `sent`. */
export function outcomeOf(type: EventType): string {
  return type.slice(mailPrefix.length);
}

/** Creates this process's metrics. prom-client takes a few MB, so it is loaded only if metrics are enabled. */
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
          // With no sample, Prometheus marks the series stale. A zero would be a false reading.
          this.remove();
          app.log.warn({ err, gauge: name }, 'could not read a gauge; this scrape omits it');
        }
      },
    });
  }
  const metrics: Metrics = {
    registry,
    requests: new Counter({
      name: 'auth_requests_total',
      help: 'Responses, by root field and error code; OK without an error.',
      labelNames: ['operation', 'code'],
      registers,
    }),
    durations: new Histogram({
      name: 'auth_request_duration_seconds',
      help: 'Time from the arrival of a request to its response.',
      labelNames: ['operation'],
      buckets,
      registers,
    }),
    events: new Counter({
      name: 'auth_events_total',
      help: 'Events of accounts and sessions (docs/events.md).',
      labelNames: ['type', 'reason'],
      registers,
    }),
    mails: new Counter({
      name: 'auth_mails_total',
      help: 'Mails that left or will not leave, by kind.',
      labelNames: ['kind', 'outcome'],
      registers,
    }),
    hashingWaits: new Histogram({
      name: 'auth_hashing_wait_seconds',
      help: 'How long a password waited for a core, including passwords that were not hashed in the end.',
      buckets,
      registers,
    }),
    hashingDurations: new Histogram({
      name: 'auth_hashing_duration_seconds',
      help: 'How long bcrypt took to hash or compare a password.',
      buckets,
      registers,
    }),
    hashingShed: new Counter({
      name: 'auth_hashing_shed_total',
      help: 'Passwords that were not hashed, because the queue was full or the client disconnected.',
      labelNames: ['reason'],
      registers,
    }),
  };
  beginAtZero(app, metrics);
  return metrics;
}

/** Starts every series at zero: Prometheus sees no increase in a series whose first sample is already one. */
function beginAtZero(app: App, { events, mails, hashingShed }: Metrics): void {
  for (const { type, reason = '' } of declaredEvents(featuresOf(app))) events.inc({ type, reason }, 0);
  const kinds = featuresOf(app).flatMap((feature) => feature.mails ?? []);
  for (const { type } of declaredEvents(featuresOf(app)).filter(({ type }) => isAboutMail(type)))
    for (const { name } of kinds) mails.inc({ kind: name, outcome: outcomeOf(type) }, 0);
  for (const reason of ['full', 'gone']) hashingShed.inc({ reason }, 0);
}
