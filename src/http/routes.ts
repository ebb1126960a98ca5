import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { Route, RouteAnswer } from '../feature/routes.ts';
import { ClientError } from '../kernel/errors.ts';
import { asDatabaseTrouble } from '../platform/database/database-errors.ts';
import { send, statusOf } from './http-errors.ts';

export function addRoutes(server: FastifyInstance, app: App): void {
  for (const feature of featuresOf(app))
    for (const route of feature.routes ?? []) addRoute(server, app, route);
}

function addRoute(server: FastifyInstance, app: App, { method, path, handle }: Route): void {
  server.route({
    method,
    url: path,
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const ctx = new Context(app, request);
      const query = request.query as Readonly<Record<string, unknown>>;
      const answer = await refusing(ctx, () => handle(ctx, { query, body: request.body }));
      if (request.cookieToSet !== undefined) void reply.header('set-cookie', request.cookieToSet);
      if ('error' in answer) return send(reply, answer.status, answer.error);
      if ('redirect' in answer) return reply.redirect(answer.redirect, 303);
      return reply
        .code(answer.status ?? 200)
        .headers(answer.headers ?? {})
        .send(answer.body);
    },
  });
}

/** Other errors reach the server's error handler, which logs and masks them. */
async function refusing(ctx: Context, work: () => RouteAnswer | Promise<RouteAnswer>): Promise<RouteAnswer> {
  try {
    return await work();
  } catch (error) {
    const refusal = error instanceof ClientError ? error : asDatabaseTrouble(error);
    if (!refusal) throw error;
    if (refusal !== error) ctx.log.warn({ err: error }, 'database unavailable or busy');
    return { status: statusOf(refusal), error: refusal };
  }
}
