import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { App, IncomingRequest } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { within } from '../platform/tracing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    span: IncomingRequest['span'];
  }
}

/** The status that proxies log if the client disconnected. The service never sends it. */
const clientGone = 499;

/** Adds a span to each API request. @returns a handler that runs inside the span. */
export function traceRequests(
  server: FastifyInstance,
  app: App,
  path: string,
  handler: RouteHandlerMethod,
): RouteHandlerMethod {
  const tracer = featuresOf(app)
    .map((feature) => feature.tracerOf?.(app))
    .find((found) => found !== undefined);
  if (!tracer) return handler;
  server.addHook('onRequest', (request, _reply, done) => {
    const { id, method, headers, routeOptions } = request;
    if (method === 'POST' && routeOptions.url === path) {
      request.span = tracer.begin({ id, method, route: path, traceparent: headers.traceparent });
    }
    done();
  });
  server.addHook('onResponse', ({ span, summary }, reply, done) => {
    span?.endWith({ status: reply.statusCode, ...summary });
    done();
  });
  return async function (request, reply) {
    const { span, summary } = request;
    const body = await within(span, () => handler.call(this, request, reply));
    if (request.isGone()) span?.endWith({ status: clientGone, ...summary });
    return body;
  };
}

export function logOf({ log }: App, { span }: FastifyRequest): FastifyBaseLogger {
  return span ? log.child(span.ids) : log;
}
