import type { FastifyInstance } from 'fastify';
import type { App } from '../feature/context.ts';
import type { RouteAnswer, Routes } from '../feature/feature.ts';
import { send } from './http-errors.ts';

/** Health for whoever runs it: `/healthz` says that the process lives; `/readyz`, that it should get requests. */
export function addHealth(server: FastifyInstance, app: App): void {
  server.get('/healthz', async () => ({ status: 'ok' }));
  let before = 'ok';
  server.get('/readyz', async (_request, reply) => {
    const status = app.lifecycle.isDraining ? 'stopping' : await app.database.readiness();
    if (status !== before) app.log.warn({ status, before }, status === 'ok' ? 'ready again' : 'not ready');
    before = status;
    return reply.code(status === 'ok' ? 200 : 503).send({ status });
  });
}

/** What the features answer beside the API. */
export function addRoutes(server: FastifyInstance, app: App, routes: Routes): void {
  for (const [path, answer] of Object.entries(routes)) addRoute(server, path, () => answer(app));
}

function addRoute(server: FastifyInstance, path: string, answer: () => RouteAnswer): void {
  server.get(path, (_request, reply) => {
    const found = answer();
    if ('error' in found) return send(reply, found.status, found.error);
    return reply.headers(found.headers).send(found.body);
  });
}
