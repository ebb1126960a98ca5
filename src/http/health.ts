import type { FastifyInstance } from 'fastify';
import type { App } from '../feature/context.ts';

/** HAProxy's checks use OPTIONS by default. Fastify adds HEAD. */
const method = ['GET', 'OPTIONS'];

/** Liveness at `/healthz`, readiness for load balancers at `/readyz`. */
export function addHealth(server: FastifyInstance, app: App): void {
  server.route({ method, url: '/healthz', handler: async () => ({ status: 'ok' }) });
  let before = 'ok';
  server.route({
    method,
    url: '/readyz',
    async handler(_request, reply) {
      const status = app.lifecycle.isDraining ? 'stopping' : await app.database.readiness();
      if (status !== before) app.log.warn({ status, before }, status === 'ok' ? 'ready again' : 'not ready');
      before = status;
      return reply.code(status === 'ok' ? 200 : 503).send({ status });
    },
  });
}
