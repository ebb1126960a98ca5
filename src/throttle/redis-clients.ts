import type { Cluster, ClusterOptions, Redis, RedisOptions } from 'ioredis';

/** Errors on a connection to a replica, or without a login. A new connection may reach the primary. */
const outdated = /^(READONLY|MASTERDOWN|NOAUTH) /;

/** During a failover, a new connection may reach the same replica. */
const renewEveryMs = 1_000;

/** A healthy Redis always responds within these times. Otherwise the process counts in its own memory. */
const limits = {
  connectTimeout: 2_000,
  commandTimeout: 500,
  // If a server vanishes without closing the connection, each attempt would cost `commandTimeout` until TCP gives up.
  socketTimeout: 2_000,
  // With the default, this timer would delay the exit of a process that never connected.
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
  /** @param node how the client of one node reaches it. */
  makeClusterClient(node: RedisOptions): Cluster;
}

/** Loads ioredis, for services that count in Redis. */
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
        // Few, since a login asks for several counters, one after the other.
        maxRedirections: 2,
        retryDelayOnFailover: 50,
        retryDelayOnClusterDown: 50,
        // Each refresh opens a new connection. Redirections and lost connections trigger one too.
        slotsRefreshInterval: 0,
        // Certificates are issued for names.
        dnsLookup: (name, done) => done(null, name),
        redisOptions: { ...limits, username, password, tls },
      } satisfies ClusterOptions);
      client.on('+node', () => startupNodes.splice(1, Number.POSITIVE_INFINITY, ...addressesOf(client)));
      return client;
    },
  };
}

/**
 * After all connections have broken at once, ioredis looks for the cluster only at the nodes that it was started with, and the
 * node in REDIS_URL may be gone for good. ioredis reads the list at each attempt.
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
