import type { FastifyReply, FastifyRequest, RouteHandlerMethod } from 'fastify';
import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { answered } from '../platform/logging/logger.ts';
import { logOf } from './request-traces.ts';

export function reportAnswer(app: App, request: FastifyRequest, reply: FastifyReply): void {
  // Log the route's path, since an unknown path may contain anything.
  const path = request.routeOptions.url;
  const { elapsedTime, statusCode: status } = reply;
  const milliseconds = Math.round(elapsedTime);
  const { id: requestId, method, summary } = request;
  const { fields, codes } = summary;
  logOf(app, request).info({ requestId, method, path, status, fields, codes, milliseconds }, answered);
  for (const feature of featuresOf(app))
    feature.afterAnswer?.(app, { fields, codes, seconds: elapsedTime / 1000 });
}

/** Logs requests whose client disconnected; Fastify's onResponse does not fire for them. */
export function reportGone(app: App, handler: RouteHandlerMethod): RouteHandlerMethod {
  return async function (request, reply) {
    const body = await handler.call(this, request, reply);
    if (request.isGone()) {
      const { id: requestId, method, summary } = request;
      const { fields } = summary;
      const milliseconds = Math.round(reply.elapsedTime);
      logOf(app, request).info({ requestId, method, fields, milliseconds }, 'client gone');
      for (const feature of featuresOf(app)) feature.afterAnswer?.(app, { fields, codes: ['CLIENT_GONE'] });
    }
    return body;
  };
}
