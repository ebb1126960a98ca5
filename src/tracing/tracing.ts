import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import type { RequestTracer } from '../platform/tracing.ts';
import { tracingSettings } from './tracing.settings.ts';

/** How long the end of the process waits for a collector to take the last spans. */
const flushMilliseconds = 2_000;

const current = oncePer((_app: App): { tracer?: RequestTracer } => ({}));

export function tracerOf(app: App): RequestTracer | undefined {
  return current(app).tracer;
}

/** Traces requests, where OTEL_EXPORTER_OTLP_ENDPOINT names a collector. @returns ends it. */
export async function startTracing(app: App): Promise<() => Promise<void>> {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...settings } = app.config.of(tracingSettings);
  if (url === undefined) return async () => undefined;
  // Loaded only where it is asked for: it is a few MB.
  const { openExport } = await import('./open-export.ts');
  const { tracer, close } = openExport({
    url,
    headers: settings.OTEL_EXPORTER_OTLP_HEADERS ?? {},
    serviceName: settings.OTEL_SERVICE_NAME,
    sampler: settings.OTEL_TRACES_SAMPLER,
    ratio: settings.OTEL_TRACES_SAMPLER_ARG,
    log: app.log,
  });
  current(app).tracer = tracer;
  return () => Promise.race([close(), sleep(flushMilliseconds, undefined, { ref: false })]);
}
