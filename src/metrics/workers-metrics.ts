import cluster, { type Worker } from 'node:cluster';
import type { Registry } from 'prom-client';
import { runningWorkers } from '../platform/running-workers.ts';

type Figures = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

/** A worker that says nothing for so long is counted as it was the last time. In milliseconds. */
const patience = 3_000;

/** Hands what a worker has measured to the process that started it, whenever that asks. */
export function answerWithMetrics(registry: Registry): void {
  process.on('message', async (message: { metrics?: 'wanted' }) => {
    if (message.metrics === 'wanted') process.send?.({ figures: await registry.getMetricsAsJSON() });
  });
}

/** What the workers have measured, added up. What one had counted stays when it has ended, so that no counter falls. */
export class WorkersMetrics {
  private readonly lastOf = new Map<number, Figures>();
  private ended: Figures = [];
  private underWay: Promise<string> | undefined;

  /** Who reads at the same time gets the same, so that nobody is added twice. */
  read(): Promise<string> {
    this.underWay ??= this.addUp().finally(() => {
      this.underWay = undefined;
    });
    return this.underWay;
  }

  private async addUp(): Promise<string> {
    await Promise.all(runningWorkers().map((worker) => this.ask(worker)));
    const { AggregatorRegistry, Gauge } = await import('prom-client');
    for (const [id, figures] of this.lastOf) {
      if (cluster.workers?.[id]) continue;
      const counts = figures.filter(({ type }) => isCount(type));
      this.ended = await AggregatorRegistry.aggregate([this.ended, counts]).getMetricsAsJSON();
      this.lastOf.delete(id);
    }
    const registry = AggregatorRegistry.aggregate([...this.lastOf.values(), this.ended]);
    // The only one that cannot be added up: it is since when the service as a whole runs.
    new Gauge({
      name: 'process_start_time_seconds',
      help: 'Start time of the process since unix epoch in seconds.',
      registers: [registry],
    }).set(Math.round(Date.now() / 1000 - process.uptime()));
    return registry.metrics();
  }

  private ask(worker: Worker): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, patience);
    const listen = ({ figures }: { figures?: Figures }) => {
      if (figures === undefined) return;
      this.lastOf.set(worker.id, figures);
      resolve();
    };
    worker.on('message', listen);
    worker.on('exit', resolve);
    if (worker.isConnected()) worker.send({ metrics: 'wanted' });
    return promise.finally(() => {
      clearTimeout(timer);
      worker.off('message', listen);
      worker.off('exit', resolve);
    });
  }
}

/** In what prom-client hands out types are words, whatever its declarations say. */
function isCount(type: unknown): boolean {
  return type === 'counter' || type === 'histogram';
}
