import { validateHeaderName, validateHeaderValue } from 'node:http';
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

function addRoute(
  server: FastifyInstance,
  app: App,
  { method, path, answersHead = false, handle }: Route,
): void {
  server.route({
    method,
    url: path,
    // By default no HEAD: a handler may change state or set a cookie, and HEAD must do neither.
    exposeHeadRoute: answersHead,
    async handler(request: FastifyRequest, reply: FastifyReply) {
      const ctx = new Context(app, request);
      const query = request.query as Readonly<Record<string, unknown>>;
      const params = request.params as Readonly<Record<string, string>>;
      const answer = await refusing(ctx, () => handle(ctx, { params, query, body: request.body }));
      const headers = headersOf(answer, request.cookieToSet);
      void reply.headers(headers);
      if ('error' in answer) return send(reply, answer.status, answer.error);
      if ('redirect' in answer) return reply.code(303).send();
      void reply.code(answer.status ?? 200);
      return 'content' in answer ? reply.type(answer.type).send(answer.content) : reply.send(answer.body);
    },
  });
}

/** @throws for a value that Node.js cannot send. Later, such an error would reach the client unmasked. */
function headersOf(answer: RouteAnswer, cookie: string | undefined): Record<string, string> {
  const headers: Record<string, string> = 'headers' in answer ? { ...answer.headers } : {};
  if (cookie !== undefined) headers['set-cookie'] = cookie;
  if ('redirect' in answer) headers.location = percentEncoded(answer.redirect);
  for (const [name, value] of Object.entries(headers)) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
  }
  return headers;
}

/** Encodes only non-ASCII characters, since the rest is already a URL. */
function percentEncoded(url: string): string {
  return url.replace(/[\u{80}-\u{10ffff}]+/gu, encodeURIComponent);
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
