import type { FastifyInstance } from 'fastify';
import type { App } from '../feature/context.ts';

/** Liveness at `/healthz`, readiness for load balancers at `/readyz`. */
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
