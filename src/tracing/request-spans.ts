import {
  type Span as OpenSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ClientError } from '../kernel/errors.ts';
import type { RequestSpan, RequestTracer, Span, TracedAnswer, WorkKind } from '../platform/tracing.ts';
import { parseTraceParent } from './trace-parent.ts';

/** Codes that the service is to blame for; every other one is an answer as it should be. */
const troubles: readonly string[] = ['INTERNAL_SERVER_ERROR', 'TEMPORARILY_UNAVAILABLE', 'OVERLOADED'];

/**
 * Spans of OpenTelemetry, whose names and values are words of the schema and of the service. Nothing of what was sent is
 * in them but the ids of a trace that goes on here.
 */
export function traceRequestsWith(tracer: Tracer): RequestTracer {
  return {
    begin({ id, method, route, traceparent }) {
      const parent = parseTraceParent(traceparent);
      const context = parent ? trace.setSpanContext(ROOT_CONTEXT, parent) : ROOT_CONTEXT;
      const attributes = {
        'http.request.method': method,
        'http.route': route,
        'auth.request_id': id,
      };
      const span = tracer.startSpan(`${method} ${route}`, { kind: SpanKind.SERVER, attributes }, context);
      return new TracedRequest(tracer, span);
    },
  };
}

class TracedWork implements Span {
  constructor(
    private readonly tracer: Tracer,
    protected readonly span: OpenSpan,
  ) {}

  begin(kind: WorkKind, name: string): Span {
    const options =
      kind === 'database'
        ? { kind: SpanKind.CLIENT, attributes: { 'db.system.name': 'postgresql' } }
        : { kind: SpanKind.INTERNAL };
    const span = this.tracer.startSpan(name, options, trace.setSpan(ROOT_CONTEXT, this.span));
    return new TracedWork(this.tracer, span);
  }

  /** Refusals are no failures. Of others the kind is told, never the message, which may hold values. */
  end(error?: unknown): void {
    if (error !== undefined && !(error instanceof ClientError)) this.fail(kindOf(error));
    this.span.end();
  }

  protected fail(type: string): void {
    this.span.setAttribute('error.type', type).setStatus({ code: SpanStatusCode.ERROR });
  }
}

class TracedRequest extends TracedWork implements RequestSpan {
  get ids(): RequestSpan['ids'] {
    const { traceId, spanId } = this.span.spanContext();
    return { traceId, spanId };
  }

  endWith({ status, operationType, fields, codes }: TracedAnswer): void {
    if (fields.length > 0) this.span.updateName(fields.toSorted().join(', '));
    this.span.setAttribute('http.response.status_code', status);
    if (operationType !== undefined) this.span.setAttribute('graphql.operation.type', operationType);
    if (codes.length > 0) this.span.setAttribute('auth.codes', [...codes]);
    const trouble =
      codes.find((code) => troubles.includes(code)) ?? (status >= 500 ? String(status) : undefined);
    if (trouble !== undefined) this.fail(trouble);
    this.end();
  }
}

/** An SQLSTATE, a code of Node.js, or the class of the error. */
function kindOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' && /^[A-Z\d_]{1,40}$/.test(code) ? code : String(name);
}
