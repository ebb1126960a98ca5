import type { FastifyBaseLogger } from 'fastify';
import type { Cluster, Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { withTimeLimit } from '../platform/time-limit.ts';
import { redisClients } from './redis-clients.ts';
import { causeOf, hidePassword } from './redis-errors.ts';

/** For operations that ioredis itself does not time out, such as discovering a cluster's nodes. */
const maxMs = 2_000;

/** A connection to a single Redis. Becomes a cluster connection once the server redirects a command to another node. */
export class RedisConnection {
  private limiter!: RateLimiterRedis;
  private client!: Redis | Cluster;
  private joining: Promise<void> | undefined;
  /** The latest connection error; undefined while connected. */
  private failure: Error | undefined;
  /** Reasons logged since the last successful connection. */
  private readonly logged = new Set<string>();

  private constructor(
    private readonly url: string,
    private readonly log: FastifyBaseLogger,
  ) {}

  /** Waits until the first connection attempt succeeds or fails. Reconnects in the background. */
  static async open(url: string, log: FastifyBaseLogger): Promise<RedisConnection> {
    const { makeClient } = await redisClients();
    const connection = new RedisConnection(url, log);
    const client = makeClient(url);
    connection.take(client);
    await client.connect().catch(() => undefined);
    return connection;
  }

  close(): void {
    this.client.disconnect();
  }

  /** @throws Error with Redis's explanation, minus the password. */
  async use<Result>(work: (limiter: RateLimiterRedis) => Promise<Result>): Promise<Result> {
    const attempt = () => withTimeLimit(maxMs, () => work(this.limiter));
    try {
      return await attempt().catch(async (error: unknown) => {
        if (!causeOf(error).message.startsWith('MOVED ')) throw error;
        this.joining ??= this.joinCluster();
        await this.joining;
        return attempt();
      });
    } catch (error) {
      throw this.explain(error);
    }
  }

  private async joinCluster(): Promise<void> {
    const { makeClusterClient } = await redisClients();
    const node = this.client as Redis;
    const cluster = makeClusterClient(node.options);
    this.take(cluster);
    node.disconnect();
    this.log.info('REDIS_URL names a node of a Redis Cluster; attempts are counted on all its nodes');
    await withTimeLimit(maxMs, () => cluster.connect()).catch(() => undefined);
  }

  private take(client: Redis | Cluster): void {
    this.client = client;
    this.limiter = new RateLimiterRedis({
      keyPrefix: 'auth-service',
      storeClient: client,
      points: 1,
      duration: 1,
    });
    client.on('error', (error: Error) => {
      this.failure = hidePassword(causeOf(error), this.url);
      const { message } = this.failure;
      if (!this.logged.has(message)) this.log.warn({ err: this.failure }, 'Redis is unreachable');
      this.logged.add(message);
    });
    client.on('ready', () => {
      this.failure = undefined;
      this.logged.clear();
    });
  }

  /** While the client is disconnected, a command's own error does not say why. */
  private explain(error: unknown): Error {
    if (this.client.status !== 'ready' && this.failure) return this.failure;
    return hidePassword(causeOf(error), this.url);
  }
}
