import { until } from './left-behind.ts';
import { RedisServer } from './redis-server.ts';

const slots = 16_384;

/** A real Redis Cluster with three primaries, and on request a replica of the first. */
export class RedisCluster {
  private constructor(
    readonly primaries: readonly RedisServer[],
    readonly replicas: readonly RedisServer[],
  ) {}

  static async start({ withReplica = false } = {}): Promise<RedisCluster> {
    const options = ['--cluster-enabled', 'yes', '--cluster-node-timeout', '1000'];
    const all: RedisServer[] = [];
    for (let number = 0; number < (withReplica ? 4 : 3); number += 1) {
      // The cluster bus uses this port plus 10,000.
      all.push(await RedisServer.start({ options, highestPort: 55_535 }));
    }
    const cluster = new RedisCluster(all.slice(0, 3), all.slice(3));
    await cluster.join();
    return cluster;
  }

  private get all(): RedisServer[] {
    return [...this.primaries, ...this.replicas];
  }

  private async join(): Promise<void> {
    const [first] = this.primaries as [RedisServer];
    for (const [index, server] of this.primaries.entries()) {
      const [from, to] = [index, index + 1].map((each) => Math.floor((each * slots) / 3)) as [number, number];
      await server.run('cluster', ['addslotsrange', from, to - 1]);
      await server.run('cluster', ['set-config-epoch', index + 1]);
    }
    for (const server of this.all.slice(1)) await server.run('cluster', ['meet', first.host, first.port]);
    await this.ready();
    const id = String(await first.run('cluster', ['myid']));
    for (const replica of this.replicas) {
      await until('the replica to know its primary', async () =>
        String(await replica.run('cluster', ['nodes'])).includes(id),
      );
      await replica.run('cluster', ['replicate', id]);
      await until('the replica to be in step', async () =>
        String(await replica.run('info', ['replication'])).includes('master_link_status:up'),
      );
    }
  }

  /** Waits until every node reports that all slots are covered. */
  async ready(): Promise<void> {
    for (const server of this.all) {
      await until('the cluster to be ready', async () => {
        const info = String(await server.run('cluster', ['info']));
        return info.includes('cluster_state:ok') && info.includes(`cluster_known_nodes:${this.all.length}`);
      });
    }
  }

  /** The keys on each primary. */
  keys(): Promise<string[][]> {
    return Promise.all(this.primaries.map((server) => server.keys()));
  }

  async remove(): Promise<void> {
    for (const server of this.all) await server.remove();
  }
}
