import type { App } from '../feature/context.ts';
import type { Answer } from '../feature/feature.ts';
import type { AuthEvent } from '../kernel/events.ts';
import type { HashingTurn } from '../platform/hashing/hashing-queue.ts';
import { oncePer } from '../platform/once-per.ts';
import { isAboutMail, type Metrics, makeMetrics, outcomeOf } from './make-metrics.ts';
import { metricsSettings } from './metrics.settings.ts';
import { serveMetrics } from './serve-metrics.ts';

const current = oncePer((_app: App): { metrics?: Metrics } => ({}));

/** Counts a response once per root field. Label values come only from the schema and the declared codes. */
export function countAnswer(app: App, { fields, codes, seconds }: Answer): void {
  const { metrics } = current(app);
  if (!metrics) return;
  const [code = 'OK'] = codes;
  for (const operation of fields) {
    metrics.requests.inc({ operation, code });
    if (seconds !== undefined) metrics.durations.observe({ operation }, seconds);
  }
  // Rejected before the root fields were known, such as a document that does not match the schema.
  if (fields.length === 0 && codes.length > 0) metrics.requests.inc({ operation: 'none', code });
}

export function countEvent(app: App, { type, reason = '', kind }: AuthEvent): void {
  const { metrics } = current(app);
  metrics?.events.inc({ type, reason });
  if (isAboutMail(type)) metrics?.mails.inc({ kind: String(kind), outcome: outcomeOf(type) });
}

export function countHashing(app: App, { outcome, waitedSeconds, hashedSeconds }: HashingTurn): void {
  const { metrics } = current(app);
  if (!metrics) return;
  if (outcome === 'full' || outcome === 'gone') metrics.hashingShed.inc({ reason: outcome });
  if (outcome !== 'full') metrics.hashingWaits.observe(waitedSeconds);
  if (outcome === 'hashed') metrics.hashingDurations.observe(hashedSeconds);
}

/** Collects metrics and serves `/metrics` if METRICS_PORT is set. @returns a function that stops both. */
export async function startMetrics(app: App): Promise<() => Promise<void>> {
  if (app.config.of(metricsSettings).METRICS_PORT === undefined) return async () => undefined;
  const metrics = await makeMetrics(app);
  current(app).metrics = metrics;
  return serveMetrics(app, metrics.registry);
}
