import cluster from 'node:cluster';
import { once } from 'node:events';
import type { FastifyBaseLogger } from 'fastify';
import { runningWorkers } from '../platform/running-workers.ts';
import { StartFailure } from '../startup/start-failure.ts';

/** How long a worker that ended is not replaced; twice as long each time that its place stays empty. */
const firstPauseMilliseconds = 1_000;
const longestPauseMilliseconds = 10_000;

/** The processes that answer, as the one that started them sees them. */
export class WorkerProcesses {
  private isEnding = false;
  private failures = 0;
  private readonly pauses = new Set<NodeJS.Timeout>();

  /** @param env is added to the environment of each. */
  constructor(
    private readonly env: Readonly<Record<string, string>>,
    private readonly log: FastifyBaseLogger,
  ) {}

  /**
   * Starts so many, and from then on keeps as many.
   *
   * @returns the address that they answer at.
   * @throws StartFailure when one does not start; it has said why.
   */
  async start(count: number): Promise<string> {
    // One goes ahead: what keeps it from starting would keep them all, and is said once.
    const url = await this.launch();
    await Promise.all(Array.from({ length: count - 1 }, () => this.launch()));
    if (runningWorkers().length < count) throw new StartFailure('A worker process has ended already.');
    cluster.on('exit', ({ id: worker }, code, signal) => {
      if (this.isEnding) return;
      this.log.error({ worker, code, signal }, 'a worker process ended; another one takes its place');
      this.replace();
    });
    return url;
  }

  /** Each ends what it has in flight. */
  async end(): Promise<void> {
    this.isEnding = true;
    for (const pause of this.pauses) clearTimeout(pause);
    await Promise.all(
      runningWorkers().map(async (worker) => {
        const ended = once(worker, 'exit');
        worker.process.kill('SIGTERM');
        const [code, signal] = await ended;
        if (code !== 0) this.log.warn({ worker: worker.id, code, signal }, 'a worker did not end in order');
      }),
    );
  }

  private replace(): void {
    const milliseconds = Math.min(firstPauseMilliseconds * 2 ** this.failures, longestPauseMilliseconds);
    this.failures += 1;
    // While it runs this process has to go on, even if nothing else of it does.
    const pause = setTimeout(() => {
      this.pauses.delete(pause);
      this.launch().then(
        () => {
          this.failures = 0;
        },
        // It ended, which is told above.
        () => undefined,
      );
    }, milliseconds);
    this.pauses.add(pause);
  }

  /** @returns the address that the new worker answers at. */
  private async launch(): Promise<string> {
    const worker = cluster.fork(this.env);
    // To write to one that has just died is no reason to end.
    worker.on('error', (err) => this.log.warn({ err, worker: worker.id }, 'a worker cannot be reached'));
    const ended = once(worker, 'exit').then(() => {
      throw new StartFailure('A worker process did not start.');
    });
    const [message] = await Promise.race([once(worker, 'message'), ended]);
    return message.url;
  }
}
