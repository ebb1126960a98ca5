import { readFileSync } from 'node:fs';
import { codes, makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { until } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { RedisCluster } from '../support/redis-cluster.ts';
import { findRedis, type RedisServer } from '../support/redis-server.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

// The reported bug: REDIS_URL names one node of three, nothing is counted anywhere, and `admin check` finds no problem.
// Also tested here: a node that is a replica, a node that is unreachable at startup, a primary that dies (CLUSTERDOWN) and
// comes back, a replica that takes over, the node in REDIS_URL gone for good, a user with a password, and a database number,
// which clusters do not support.
// CROSSSLOT cannot occur, since each command and each transaction uses a single key.

const withRedis = findRedis() || process.env.CI ? describe : describe.skip;

withRedis('with a Redis Cluster', () => {
  let cluster: RedisCluster;
  let first: RedisServer;
  const worlds: World[] = [];
  const start = async (url: string, database?: string) => {
    const world = await World.start({ env: { REDIS_URL: url }, ...(database && { database }) });
    worlds.unshift(world);
    return world;
  };
  afterEach(async () => {
    for (const world of worlds.splice(0)) await world.stop();
    await cluster.remove();
  });

  const startCluster = async (options?: { withReplica: boolean }) => {
    cluster = await RedisCluster.start(options);
    [first] = cluster.primaries as [RedisServer];
  };

  /** Whether attempts are counted on every primary, without any new warnings. */
  const countsEverywhere = async (world: World) => {
    const before = warnings(world).length;
    for (let number = 0; number < 12; number += 1) await world.logIn(makePerson());
    return (await cluster.keys()).every((keys) => keys.length > 0) && warnings(world).length === before;
  };

  test('counts on all nodes, across replicas of the service', async () => {
    await startCluster();
    const one = await start(first.url);
    const other = await start(cluster.primaries[2]?.url ?? '', one.database);
    await until('attempts to be counted everywhere', () => countsEverywhere(one));
    const before = [...warnings(one), ...warnings(other)];
    const person = makePerson();
    const found = [];
    for (let number = 0; number < 14; number += 1)
      found.push(...codes(await (number % 2 ? one : other).logIn(person)));
    expect(found.filter((code) => code === 'RATE_LIMITED')).toHaveLength(4);
    const lucky = await one.addPerson();
    for (let time = 0; time < 12; time += 1) expect(codes(await one.logIn(lucky))).toEqual([]);
    expect([...warnings(one), ...warnings(other)]).toEqual(before);
    const env = { DATABASE_URL: one.database, SECRET_KEY: testSecretKey, REDIS_URL: first.url };
    for (let time = 0; time < 5; time += 1) {
      const { code, stdout, stderr } = await runCommand(['check'], { env });
      expect([code, stderr, printed(stdout)]).toMatchObject([0, '', [{ redis: 'ok' }]]);
    }
  });

  test('counts once the named node is reachable, if it was not at startup', async () => {
    await startCluster();
    await first.stop();
    const world = await start(first.url);
    await world.logIn(makePerson());
    expect(warnings(world)).not.toEqual([]);
    await first.startAgain();
    await cluster.ready();
    await until('attempts to be counted everywhere', () => countsEverywhere(world));
  });

  test('counts as a user with the documented rights, whatever database the URL names', async () => {
    await startCluster();
    for (const server of cluster.primaries)
      await server.run('acl', ['setuser', 'counter', 'on', '>correct-horse', ...documentedRights()]);
    const world = await start(first.url.replace('//', '//counter:correct-horse@').replace(/0$/, '3'));
    expect(await countsEverywhere(world)).toBe(true);
    expect(world.log.join('')).not.toContain('correct-horse');
  });

  test('counts in memory and logs the reason while a primary without a replica is down, and in the cluster again afterwards', async () => {
    await startCluster();
    const world = await start(first.url);
    expect(await countsEverywhere(world)).toBe(true);
    await cluster.primaries[1]?.stop();
    await until('the cluster to be down', async () =>
      String(await first.run('cluster', ['info'])).includes('cluster_state:fail'),
    );
    await until('the reason', async () => {
      const from = performance.now();
      expect(codes(await world.logIn(makePerson()))).toEqual(['INVALID_CREDENTIALS']);
      expect(performance.now() - from).toBeLessThan(within(2_000));
      return warnings(world).some((line) => /CLUSTERDOWN|Connection is closed|ECONNREFUSED/.test(line));
    });
    await cluster.primaries[1]?.startAgain();
    await cluster.ready();
    await until('attempts to be counted everywhere', () => countsEverywhere(world));
  });

  test('follows a failover, also if REDIS_URL names a replica', async () => {
    await startCluster({ withReplica: true });
    const [replica] = cluster.replicas as [RedisServer];
    const world = await start(replica.url);
    expect(await countsEverywhere(world)).toBe(true);
    // Redis gives up on a failover after five seconds. Asking again starts a new one.
    let askAt = 0;
    await until('the failover', async () => {
      if (Date.now() > askAt) {
        await replica.run('cluster', ['failover']).catch(() => undefined);
        askAt = Date.now() + 6_000;
      }
      return String(await replica.run('role')).startsWith('master');
    });
    await replica.run('flushall');
    await until('attempts to be counted on the new primary', async () => {
      await world.logIn(makePerson());
      return (await replica.keys()).length > 0;
    });
  });

  test('finds it again after an outage, although the node in REDIS_URL is gone for good', async () => {
    await startCluster({ withReplica: true });
    const [replica] = cluster.replicas as [RedisServer];
    const world = await start(replica.url);
    expect(await countsEverywhere(world)).toBe(true);
    await replica.stop();
    for (const server of cluster.primaries) await server.stop();
    await world.logIn(makePerson());
    for (const server of cluster.primaries) await server.startAgain();
    await until('attempts to be counted everywhere', () => countsEverywhere(world));
  });
});

const warnings = (world: World) =>
  world.log.filter((line) => /counts in its own memory|Redis is unreachable/.test(line));

/** The permissions that docs/configuration.md requires for a cluster. */
function documentedRights(): string[] {
  const [, rights = ''] =
    /needs `(~auth-service:[^`]*)`/.exec(readFileSync('docs/configuration.md', 'utf8')) ?? [];
  return [...rights.split(' '), '+cluster'];
}
