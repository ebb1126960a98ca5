#!/usr/bin/env bash
# @mikro-orm/core and @mikro-orm/postgresql 7.2.1
#
# MikroORM.init() tries to import @mikro-orm/seeder, @mikro-orm/migrations (then the one for MongoDB) and
# @mikro-orm/entity-generator, and registers those that are installed, whatever "extensions" says about other classes. The
# names are computed, so a bundler leaves the imports alone: a bundle then loads a second copy of MikroORM and Kysely from
# node_modules. The constructor imports nothing; "extensions" and a synchronous metadata provider suffice for it.
#
# Seen: the two lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund @mikro-orm/core@7.2.1 @mikro-orm/postgresql@7.2.1 @mikro-orm/migrations@7.2.1 > /dev/null 2>&1
cat > try.mjs <<'JS'
import { registerHooks } from 'node:module';
import { MikroORM } from '@mikro-orm/postgresql';

const asked = [];
registerHooks({
  resolve(name, context, next) {
    if (name.startsWith('@mikro-orm/') && !name.endsWith('fs-utils')) asked.push(name.slice('@mikro-orm/'.length));
    return next(name, context);
  },
});
const options = { dbName: 'none', entities: [], discovery: { warnWhenNoEntities: false } };
new MikroORM(options);
console.log('constructor:', asked.length, 'packages');
await MikroORM.init(options);
const direct = ['seeder', 'migrations', 'entity-generator'];
console.log('init:', direct.filter((name) => asked.includes(name)).join(' '));
JS
node try.mjs | tee seen
diff seen - <<'SEEN'
constructor: 0 packages
init: seeder migrations entity-generator
SEEN
