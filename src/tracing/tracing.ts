import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import type { RequestTracer } from '../platform/tracing.ts';
import { tracingSettings } from './tracing.settings.ts';

/** How long a stopping process waits for the collector to accept its last spans. */
const flushTimeoutMs = 2_000;

const current = oncePer((_app: App): { tracer?: RequestTracer } => ({}));

export function tracerOf(app: App): RequestTracer | undefined {
  return current(app).tracer;
}

/** Traces requests if OTEL_EXPORTER_OTLP_ENDPOINT names a collector. @returns a function that stops tracing. */
export async function startTracing(app: App): Promise<() => Promise<void>> {
  const {
    OTEL_EXPORTER_OTLP_ENDPOINT: url,
    OTEL_EXPORTER_OTLP_HEADERS: headers = {},
    OTEL_SERVICE_NAME: serviceName,
    ...lenient
  } = app.config.of(tracingSettings);
  if (lenient.OTEL_SDK_DISABLED.value) return async () => undefined;
  for (const [variable, { value, ignored }] of Object.entries(lenient))
    if (ignored !== undefined) app.log.warn({ variable, ignored, used: value }, 'ignored an unknown value');
  if (url === undefined || lenient.OTEL_TRACES_EXPORTER.value === 'none') return async () => undefined;
  // These packages take a few MB, so import them only when needed.
  const { openExport } = await import('./open-export.ts');
  const { tracer, close } = openExport({
    url,
    headers,
    serviceName,
    sampler: lenient.OTEL_TRACES_SAMPLER.value,
    ratio: lenient.OTEL_TRACES_SAMPLER_ARG.value,
    log: app.log,
  });
  current(app).tracer = tracer;
  return () => Promise.race([close(), sleep(flushTimeoutMs, undefined, { ref: false })]);
}
