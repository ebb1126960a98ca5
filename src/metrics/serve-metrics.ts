import cluster from 'node:cluster';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Registry } from 'prom-client';
import type { Config } from '../kernel/config.ts';
import { metricsSettings } from './metrics.settings.ts';
import { answerWithMetrics, WorkersMetrics } from './workers-metrics.ts';

type End = () => Promise<void>;

const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Serves what this process has measured; a worker hands it to the process that started it. @returns ends it. */
export async function serveMetrics(config: Config, registry: Registry): Promise<End> {
  if (!cluster.isWorker) return serve(config, () => registry.metrics());
  answerWithMetrics(registry);
  return async () => undefined;
}

/** Serves what the workers of this process have measured. @returns ends it. */
export async function serveMetricsOfWorkers(config: Config): Promise<End> {
  if (config.of(metricsSettings).METRICS_PORT === undefined) return async () => undefined;
  const workers = new WorkersMetrics();
  return serve(config, () => workers.read());
}

async function serve(config: Config, read: () => Promise<string>): Promise<End> {
  const { METRICS_PORT, METRICS_HOST } = config.of(metricsSettings);
  const server = createServer(async (request, response) => {
    if (request.url !== '/metrics') return void response.writeHead(404).end();
    const text = await read();
    response.writeHead(200, { 'content-type': contentType }).end(text);
  });
  server.listen(METRICS_PORT, METRICS_HOST);
  await once(server, 'listening').catch((error: unknown) => {
    throw new Error(
      `/metrics cannot be served; check METRICS_HOST and METRICS_PORT: ${(error as Error).message}`,
    );
  });
  return async () => {
    server.close();
    server.closeAllConnections();
  };
}
