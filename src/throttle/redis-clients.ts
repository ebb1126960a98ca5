import type { Cluster, ClusterOptions, Redis, RedisOptions } from 'ioredis';

/** The connection leads to a replica, or is not logged in. A new one may reach the primary. */
const outdated = /^(READONLY|MASTERDOWN|NOAUTH) /;

/** During a failover, a new connection may end up at the same replica. */
const renewEveryMs = 1_000;

/** A healthy Redis always responds within these limits. Otherwise the process counts in its own memory. */
const limits = {
  connectTimeout: 2_000,
  commandTimeout: 500,
  // If a server vanished without closing the connection, every attempt would cost `commandTimeout` until TCP gave up.
  socketTimeout: 2_000,
  // The default would delay the exit of a process that never connected.
  disconnectTimeout: 100,
  maxRetriesPerRequest: 0,
} satisfies RedisOptions;

const retryStrategy = (times: number) => Math.min(times * 200, 5_000);

interface Address {
  host: string;
  port: number;
}

interface RedisClients {
  makeClient(url: string): Redis;
  /** @param node how its own client connects to it. */
  makeClusterClient(node: RedisOptions): Cluster;
}

/** Imports ioredis, which only services that count in Redis need. */
export async function redisClients(): Promise<RedisClients> {
  const { Cluster, Redis } = await import('ioredis');
  return {
    makeClient: (url) =>
      new Redis(url, {
        ...limits,
        lazyConnect: true,
        enableOfflineQueue: false,
        retryStrategy,
        reconnectOnError: renewOutdated(),
      }),
    makeClusterClient: ({ host, port, username, password, tls }) => {
      const startupNodes = [{ host, port }] as Address[];
      const client = new Cluster(startupNodes, {
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: retryStrategy,
        // Kept low, since a login reads several counters in a row.
        maxRedirections: 2,
        retryDelayOnFailover: 50,
        retryDelayOnClusterDown: 50,
        // Each refresh opens a new connection. Redirections and lost connections also trigger one.
        slotsRefreshInterval: 0,
        // Certificates are issued for host names.
        dnsLookup: (name, done) => done(null, name),
        redisOptions: { ...limits, username, password, tls },
      } satisfies ClusterOptions);
      client.on('+node', () => startupNodes.splice(1, Number.POSITIVE_INFINITY, ...addressesOf(client)));
      return client;
    },
  };
}

/**
 * If all connections break at once, ioredis looks for the cluster only at its startup nodes, and the node in REDIS_URL may
 * be gone for good. ioredis rereads the list on every attempt.
 */
function addressesOf(client: Cluster): Address[] {
  return client.nodes().map(({ options: { host, port } }) => ({ host, port }) as Address);
}

function renewOutdated(): (error: Error) => boolean {
  let last = Number.NEGATIVE_INFINITY;
  return ({ message }) => {
    const now = performance.now();
    if (!outdated.test(message) || now - last < renewEveryMs) return false;
    last = now;
    return true;
  };
}
