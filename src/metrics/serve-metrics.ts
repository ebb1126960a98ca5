import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import type { App } from '../feature/context.ts';
import { metricsSettings } from './metrics.settings.ts';

/** Serves this process's metrics on METRICS_PORT. @returns a function that stops the server. */
export async function serveMetrics({ config, log }: App, registry: Registry): Promise<() => Promise<void>> {
  const { METRICS_PORT, METRICS_HOST } = config.of(metricsSettings);
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    try {
      const text = await registry.metrics();
      response.writeHead(200, { 'content-type': registry.contentType }).end(text);
    } catch (err) {
      log.error({ err }, 'could not collect the metrics');
      response.writeHead(500).end();
    }
  });
  server.listen(METRICS_PORT, METRICS_HOST);
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(
      `Cannot serve /metrics; check METRICS_HOST and METRICS_PORT: ${(error as Error).message}`,
    );
  });
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}
