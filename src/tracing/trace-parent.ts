import type { SpanContext } from '@opentelemetry/api';

const form = /^(?!ff)([\da-f]{2})-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(-.*)?$/;

/**
 * Reads `traceparent` (W3C Trace Context, 3.2), also of later versions, which may only add to it. Anybody may send
 * anything: what does not have the form begins a trace of its own.
 */
export function parseTraceParent(header: unknown): SpanContext | undefined {
  const [, version, traceId, spanId, flags, more] = form.exec(typeof header === 'string' ? header : '') ?? [];
  if (traceId === undefined || spanId === undefined || (version === '00' && more !== undefined))
    return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags ?? '', 16) & 1, isRemote: true };
}
