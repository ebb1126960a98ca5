import { DiagLogLevel, diag } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import type { FastifyBaseLogger } from 'fastify';
import { atMostEvery } from '../platform/logging/at-most-every.ts';
import type { RequestTracer } from '../platform/tracing.ts';
import { traceRequestsWith } from './request-spans.ts';
import type { samplers } from './tracing.settings.ts';

const warningIntervalMs = 60_000;

interface Options {
  url: string;
  headers: Record<string, string>;
  serviceName: string;
  sampler: (typeof samplers)[number];
  /** For samplers whose names end in `ratio`. */
  ratio: number;
  log: FastifyBaseLogger;
}

/** Sends spans to a collector, in batches and in the background. Drops spans while the queue is full. */
export function openExport({ url, headers, serviceName, sampler, ratio, log }: Options): {
  tracer: RequestTracer;
  close(): Promise<void>;
} {
  warnOfTrouble(log);
  const provider = new BasicTracerProvider({
    resource: defaultResource()
      .merge(detectResources({ detectors: [envDetector] }))
      .merge(resourceFromAttributes({ 'service.name': serviceName })),
    sampler: makeSampler(sampler, ratio),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url, headers }))],
  });
  return {
    tracer: traceRequestsWith(provider.getTracer('auth-service')),
    async close() {
      await provider.shutdown().catch((error: Error) => diag.error(error.message));
      diag.disable();
    },
  };
}

function makeSampler(name: Options['sampler'], ratio: number): Sampler {
  if (name.startsWith('parentbased_')) {
    const root = makeSampler(name.slice('parentbased_'.length) as Options['sampler'], ratio);
    return new ParentBasedSampler({ root });
  }
  if (name === 'always_off') return new AlwaysOffSampler();
  return name === 'traceidratio' ? new TraceIdRatioBasedSampler(ratio) : new AlwaysOnSampler();
}

function warnOfTrouble(log: FastifyBaseLogger): void {
  const warn = atMostEvery(warningIntervalMs, (text: string) => {
    log.warn({ reason: reasonIn(text) }, 'spans do not reach the collector');
  });
  const ignore = () => undefined;
  const logger = { error: warn, warn, info: ignore, debug: ignore, verbose: ignore };
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
}

/** OpenTelemetry reports errors as JSON, including the stack and the collector's response. */
function reasonIn(text: string): string {
  try {
    const { message, code } = JSON.parse(text);
    return String(message || code);
  } catch {
    return text;
  }
}
