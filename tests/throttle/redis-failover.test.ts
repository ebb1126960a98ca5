import dns from 'node:dns';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { makePerson } from '../support/client.ts';
import { printed, runCommand } from '../support/command-line.ts';
import { makeFolder, removeFolders, until } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { findRedis, RedisServer } from '../support/redis-server.ts';
import { testSecretKey } from '../support/tokens.ts';
import { World } from '../support/world.ts';

// The reported bug: after a failover, the old primary is a replica but keeps its connections, and nothing is counted in
// Redis until a restart.
// Also tested here: MASTERDOWN, LOADING, OOM, MISCONF, NOPERM, WRONGPASS after a password change, a flushed script cache, a
// DNS name that moves to the new primary, a server that hangs, a server that repeats the password in its error, and a
// Sentinel.
// Tested elsewhere: a cluster (redis-cluster), TLS (process/redis-tls), a server that stops and starts (shared), and rejected URLs
// (config).

const withRedis = findRedis() || process.env.CI ? describe : describe.skip;

const password = 'correct-horse';

/** The messages in warnings, newest last. */
function reasons(world: World): string[] {
  const lines = world.log.filter((line) => /counts in its own memory|Redis is unreachable/.test(line));
  return lines.map((line) => JSON.parse(line).err.message);
}

withRedis('a Redis that rejects commands', () => {
  let redis: RedisServer;
  let world: World;
  let servers: RedisServer[] = [];
  const start = async (...options: Parameters<typeof RedisServer.start>) => {
    const server = await RedisServer.start(...options);
    servers.push(server);
    return server;
  };
  const startWorld = async (url: string) => {
    world = await World.start({ env: { REDIS_URL: url } });
  };
  afterEach(async () => {
    await world.stop();
    for (const server of servers) await server.remove();
    servers = [];
  });
  afterAll(removeFolders);

  const attempt = () => world.logIn(makePerson());
  const isCounted = async (server = redis) => {
    await server.run('flushall');
    await attempt();
    return (await server.keys()).some((key) => key.startsWith('auth-service:login-name:'));
  };
  const countsAgain = (server = redis) => until('an attempt to be counted in Redis', () => isCounted(server));
  const warnsOf = async (pattern: RegExp) => {
    await attempt();
    expect(reasons(world).at(-1)).toMatch(pattern);
  };

  test('a server that became a replica: reconnects, and counts on the primary that the name resolves to', async () => {
    redis = await start();
    const standby = await start({ host: '127.0.0.2', port: redis.port });
    await standby.replicate(redis);
    const lookup = dns.lookup;
    let primary = redis;
    jest
      .spyOn(dns, 'lookup')
      .mockImplementation(((name: string, ...rest: [object, () => void]) =>
        lookup(name === 'redis.test' ? primary.host : name, ...rest)) as typeof lookup);
    await startWorld(`redis://redis.test:${redis.port}`);
    expect(await isCounted()).toBe(true);
    await standby.run('replicaof', ['no', 'one']);
    await redis.replicate(standby);
    await warnsOf(/^READONLY You can't write against a read only replica/);
    primary = standby;
    await countsAgain(standby);
    expect(world.log.join('')).toContain('READONLY');
  });

  test('a server that is a replica for a while: reconnects at most once a second, and counts when it is the primary again', async () => {
    redis = await start();
    const other = await start();
    await startWorld(redis.url);
    await redis.replicate(other);
    const before = await connectionsOf(redis);
    const from = performance.now();
    for (let number = 0; number < 20; number += 1) await attempt();
    const seconds = (performance.now() - from) / 1000;
    // Counting the connections opens one more.
    expect((await connectionsOf(redis)) - before).toBeLessThanOrEqual(seconds + 2);
    await redis.run('replicaof', ['no', 'one']);
    await countsAgain();
  });

  test('a replica that has lost its primary and serves no stale data: counts when it is the primary', async () => {
    redis = await start();
    const other = await start();
    await startWorld(redis.url);
    await redis.replicate(other);
    await redis.configure('replica-serve-stale-data', 'no');
    await other.stop();
    await until('the link to be down', async () =>
      String(await redis.run('info', ['replication'])).includes('master_link_status:down'),
    );
    await warnsOf(/^MASTERDOWN /);
    await redis.run('replicaof', ['no', 'one']);
    await countsAgain();
  });

  test('no memory left: logs the reason, and counts again', async () => {
    redis = await start();
    await startWorld(redis.url);
    await redis.configure('maxmemory', '1');
    await warnsOf(/^OOM command not allowed/);
    await redis.configure('maxmemory', '0');
    await countsAgain();
  });

  test('snapshots that fail: logs the reason, and counts again', async () => {
    redis = await start();
    await startWorld(redis.url);
    await redis.configure('save', '3600 1');
    rmSync(redis.folder, { recursive: true });
    await redis.run('bgsave');
    await until('the snapshot to fail', async () =>
      String(await redis.run('info', ['persistence'])).includes('rdb_last_bgsave_status:err'),
    );
    await warnsOf(/^MISCONF /);
    await redis.configure('stop-writes-on-bgsave-error', 'no');
    await countsAgain();
  });

  test('a server that loads its data: logs the reason, and counts again', async () => {
    redis = await start({
      options: ['--enable-debug-command', 'yes', '--loading-process-events-interval-bytes', '1024'],
    });
    await startWorld(redis.url);
    await redis.run('debug', ['populate', 2_000, 'filling', 1_000]);
    await redis.configure('key-load-delay', '2000');
    const reload = redis.run('debug', ['reload']).catch(() => undefined);
    await until('the loading to begin', async () => {
      await attempt();
      return reasons(world).some((message) => message.startsWith('LOADING '));
    });
    await reload;
    await redis.configure('key-load-delay', '0');
    await countsAgain();
  });

  test('a flushed script cache: keeps counting', async () => {
    redis = await start();
    await startWorld(redis.url);
    await attempt();
    await redis.run('script', ['flush']);
    expect(await isCounted()).toBe(true);
    expect(reasons(world)).toEqual([]);
  });

  test('a changed password: logs the reason without the password, and counts when the password is valid again', async () => {
    redis = await start();
    await redis.run('acl', ['setuser', 'counter', 'on', `>${password}`, '~*', '+@all']);
    await startWorld(redis.url.replace('//', `//counter:${password}@`));
    await redis.run('acl', ['setuser', 'counter', 'resetpass', '>another']);
    await redis.run('client', ['kill', 'user', 'counter']);
    await until('the new connection to be rejected', async () =>
      reasons(world).some((each) => each.startsWith('WRONGPASS')),
    );
    await warnsOf(/^WRONGPASS /);
    await redis.run('acl', ['setuser', 'counter', `>${password}`]);
    await countsAgain();
    expect(world.log.join('')).not.toContain(password);
  });

  test('a user with the documented rights: counts; without one of them, `admin check` names it', async () => {
    redis = await start();
    const [, rights = ''] =
      /needs `(~auth-service:[^`]*)`/.exec(readFileSync('docs/configuration.md', 'utf8')) ?? [];
    await redis.run('acl', ['setuser', 'counter', 'on', `>${password}`, ...rights.split(' ')]);
    const url = redis.url.replace('//', `//counter:${password}@`);
    await startWorld(url);
    expect(await isCounted()).toBe(true);
    const allowed = await check(url);
    expect([allowed.code, allowed.stderr, printed(allowed.stdout)]).toMatchObject([0, '', [{ redis: 'ok' }]]);
    await redis.run('acl', ['setuser', 'counter', '-eval', '-evalsha']);
    await warnsOf(/^NOPERM /);
    const refused = await check(url);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringContaining('REDIS_URL cannot count attempts: NOPERM'),
    ]);
    expect(refused.stderr).not.toContain(password);
  });

  test('a server that hangs: attempts stop waiting for it, and it counts again', async () => {
    redis = await start();
    await startWorld(redis.url);
    await attempt();
    redis.signal('SIGSTOP');
    await until('the connection to be given up', async () => {
      await attempt();
      return reasons(world).some((message) => message.startsWith('Socket timeout'));
    });
    const from = performance.now();
    await attempt();
    expect(performance.now() - from).toBeLessThan(within(400));
    redis.signal('SIGCONT');
    await countsAgain();
  });

  test('a server that repeats the password in its error: the log does not', async () => {
    const server = net.createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (chunk) => {
        for (const [, command = ''] of String(chunk).matchAll(/\*\d+\r\n((?:\$\d+\r\n.*\r\n)+)/g)) {
          const args = command.split('\r\n').filter((word) => word && !word.startsWith('$'));
          socket.write(`-ERR unknown command '${args[0]}': ${args.slice(1).join(' ')}\r\n`);
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as net.AddressInfo;
    await startWorld(`redis://counter:${encodeURIComponent('p@ss/word')}@127.0.0.1:${port}`);
    await warnsOf(/^ERR unknown command 'auth': counter …$/);
    expect(world.log.join('')).not.toMatch(/p@ss|p%40ss/);
    server.close();
  });

  const check = (url: string) => {
    const env = { DATABASE_URL: world.database, SECRET_KEY: testSecretKey, REDIS_URL: url };
    return runCommand(['check'], { env });
  };

  test('`admin check` says why a replica, a Sentinel or an unreachable server cannot count', async () => {
    redis = await start();
    await startWorld(redis.url);
    const other = await start();
    await other.replicate(redis);
    const sentinel = await start({ options: [sentinelFile(), '--sentinel'] });
    const found = [other.url, sentinel.url, 'redis://127.0.0.1:1'].map(async (url) => {
      const { code, stdout, stderr } = await check(url);
      expect([code, stdout]).toEqual([1, '']);
      return stderr;
    });
    expect(await Promise.all(found)).toEqual(
      ["READONLY You can't write", "ERR unknown command 'eval'\\n$", 'connect ECONNREFUSED'].map((reason) =>
        expect.stringMatching(`^Redis in REDIS_URL cannot count attempts: ${reason}`),
      ),
    );
  });
});

async function connectionsOf(redis: RedisServer): Promise<number> {
  const [, count] = /total_connections_received:(\d+)/.exec(String(await redis.run('info', ['stats']))) ?? [];
  return Number(count);
}

/** A Sentinel rewrites its configuration file, and will not start without one. */
function sentinelFile(): string {
  const file = path.join(makeFolder(), 'sentinel.conf');
  writeFileSync(file, '');
  return file;
}
