import type { FastifyInstance } from 'fastify';
import type { App } from '../feature/context.ts';

/** `/healthz` says that the process lives; `/readyz`, that a load balancer should send it requests. */
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
