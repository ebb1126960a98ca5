import {
  type Context as OpenContext,
  type Span as OpenSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { ClientError } from '../kernel/errors.ts';
import type { RequestSpan, RequestTracer, Span, TracedAnswer, WorkKind } from '../platform/tracing.ts';

/** Codes that mean the service itself failed. With any other code, it worked as intended. */
const failures: readonly string[] = ['INTERNAL_SERVER_ERROR', 'TEMPORARILY_UNAVAILABLE', 'OVERLOADED'];

/**
 * Span names and attributes come from the schema and the service. The only client input in a span is the ids from
 * `traceparent`.
 */
export function traceRequestsWith(tracer: Tracer): RequestTracer {
  return {
    begin({ id, method, route, traceparent }) {
      const context = contextOf(traceparent);
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

/** A missing or malformed header starts a new trace. */
function contextOf(traceparent: unknown): OpenContext {
  const parent = typeof traceparent === 'string' ? parseTraceParent(traceparent) : null;
  return parent ? trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true }) : ROOT_CONTEXT;
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

  /** A rejection is not a failure. Spans record only the kind of failure, since messages may contain values. */
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
    const failure =
      codes.find((code) => failures.includes(code)) ?? (status >= 500 ? String(status) : undefined);
    if (failure !== undefined) this.fail(failure);
    this.end();
  }
}

/** An SQLSTATE, a Node.js error code, or the class of the error. */
function kindOf(error: unknown): string {
  const { code, name } = error as { code?: unknown; name?: unknown };
  return typeof code === 'string' && /^[A-Z\d_]{1,40}$/.test(code) ? code : String(name);
}
