#!/usr/bin/env bash
# rolldown 1.2.19 (rolldown/utils), on Node.js 22.17 or newer.
#
# "transformSync" compiles a TypeScript class with a decorator, and reports no error. The result imports a helper from
# @oxc-project/runtime, which is neither a dependency nor a peer of rolldown. Outside of a bundle, so in a loader for
# Node.js, the module then fails to load. A bundle by rolldown contains the helper instead.
#
# Install @oxc-project/runtime beside it, in the version that the helpers of this rolldown need.
#
# Seen: the four lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y > /dev/null
npm pkg set type=module > /dev/null
npm install --silent --no-audit --no-fund rolldown@1.2.19 > /dev/null 2>&1
cat > main.mjs <<'JS'
import { writeFileSync } from 'node:fs';
import { rolldown } from 'rolldown';
import { transformSync } from 'rolldown/utils';

const source = 'const mark = (made: Function) => console.log(`decorates ${made.name}`);\n@mark\nexport class Account {}\n';
const options = { decorator: { legacy: true } };
const { code, errors } = transformSync('account.ts', source, options);
writeFileSync('account.mjs', code);
console.log(`errors: ${errors.length}, imports: ${/from "(.*)"/.exec(code)?.[1]}`);
const { dependencies = {}, peerDependencies = {} } = JSON.parse(
  (await import('node:fs')).readFileSync('node_modules/rolldown/package.json', 'utf8'),
);
console.log(`declared: ${'@oxc-project/runtime' in { ...dependencies, ...peerDependencies }}`);
console.log(`alone: ${await import('./account.mjs').then(() => 'loads', ({ code }) => code)}`);
writeFileSync('account.ts', source);
const bundle = await rolldown({ input: 'account.ts', transform: options });
await bundle.write({ file: 'bundle.mjs' });
await import('./bundle.mjs');
JS
node main.mjs | tee seen
diff seen - <<'SEEN'
errors: 0, imports: @oxc-project/runtime/helpers/decorate
declared: false
alone: ERR_MODULE_NOT_FOUND
decorates Account
SEEN
