#!/usr/bin/env bash
# @mikro-orm/postgresql 7.2.1 with pg 8.23.0, Node.js 22 or newer.
#
# orm.close(true) leaves the pg pool open if the ORM has run no query. A program that takes the pool by getNativeClient() and
# sends its statements there keeps open connections after close(), and they delay the exit of the process. Such a program
# has to end the pool itself.
#
# Seen: "pool ended after orm.close(true): false".
#
# No database is needed: a pool connects with its first statement.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts @mikro-orm/core@7.2.1 @mikro-orm/postgresql@7.2.1 pg@8.23.0 > /dev/null
cat > try.js <<'JS'
import { MikroORM } from '@mikro-orm/postgresql';

const orm = await MikroORM.init({
  clientUrl: 'postgresql://nobody@127.0.0.1:9/none',
  entities: [],
  ensureDatabase: false,
  discovery: { warnWhenNoEntities: false },
});
const pool = await orm.driver.getConnection().getNativeClient();
await orm.close(true);
console.log(`pool ended after orm.close(true): ${pool.ended}`);
JS
output=$(node try.js)
echo "$output"
[ "$output" = 'pool ended after orm.close(true): false' ] || { echo 'This has changed.'; exit 1; }
