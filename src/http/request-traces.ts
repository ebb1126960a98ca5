import type { FastifyBaseLogger, FastifyInstance, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { App, IncomingRequest } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { within } from '../platform/tracing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    span: IncomingRequest['span'];
  }
}

/** What proxies write down for a request whose client did not wait for the answer; nobody sends it. */
const clientGone = 499;

/**
 * Begins a span with each request to the API, and ends it with the answer. Where nobody traces nothing is added.
 *
 * @returns the handler, within whose span everything happens that it does.
 */
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

/** Lines about a traced request name its trace. */
export function logOf({ log }: App, { span }: FastifyRequest): FastifyBaseLogger {
  return span ? log.child(span.ids) : log;
}
