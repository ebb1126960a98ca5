#!/usr/bin/env bash
# graphiql 4.1.2 and 5.4.0 with react 19.3.1, built by vite 8.3.8, and the UMD file of graphiql 3.9.0 with react 18.3.1, in
# Chromium; Node.js 22 or newer.
#
# Under "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:" (and, for version 5,
# "worker-src 'self'; font-src 'self' data:"), GraphiQL 4 works. Its one violation is a style element that
# react-style-singleton adds while a menu is open. GraphiQL 5 uses Monaco instead of CodeMirror. Monaco adds style elements and
# attributes as soon as the page opens, so version 5 needs style-src 'unsafe-inline'. Neither version needs 'unsafe-eval' or
# an inline script. Version 5 builds 7.0 MB of files, version 4 1.7 MB.
#
# react-style-singleton takes a nonce from the global variable __webpack_nonce__. In the UMD file, which no bundler can change,
# version 3 has the same violation, and none if the page sets this variable and the policy contains "style-src 'nonce-…'".
#
# Seen: "graphiql 3.9.0", "opened: no violation", "menu: style-src-elem inline", "graphiql 3.9.0 with a nonce",
# "opened: no violation", "menu: no violation", "graphiql 4.1.2", "opened: no violation", "menu: style-src-elem inline", "graphiql 5.4.0",
# "opened: style-src-attr inline, style-src-elem inline", "menu: style-src-elem inline".
#
# Needs /usr/bin/chromium (Debian's package), and 420 MB for the packages.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat > open.mjs <<'JS'
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { chromium } from 'playwright-core';

const nonce = process.argv[2] ? ` 'nonce-${process.argv[2]}'` : '';
const policy =
  `default-src 'none'; script-src 'self'; style-src 'self'${nonce}; connect-src 'self'; img-src data:; worker-src 'self'; font-src 'self' data:`;
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };
const server = createServer(({ method, url }, response) => {
  response.setHeader('content-security-policy', policy);
  if (method === 'POST') return response.setHeader('content-type', 'application/json').end('{"data":{}}');
  const name = url === '/' ? 'index.html' : url;
  response.setHeader('content-type', types[path.extname(name)] ?? 'application/octet-stream');
  try {
    response.end(readFileSync(path.join('dist', name)));
  } catch {
    response.writeHead(404).end();
  }
}).listen(0, '127.0.0.1');
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
const page = await browser.newPage();
let seen = new Set();
await page.exposeFunction('tell', (directive) => seen.add(directive));
await page.addInitScript(() =>
  addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => tell(`${violatedDirective} ${blockedURI}`)),
);
const report = (moment) => {
  console.log(`${moment}: ${[...seen].sort().join(', ') || 'no violation'}`);
  seen = new Set();
};
await page.goto(`http://127.0.0.1:${server.address().port}/`);
const button = page.getByRole('button', { name: /Execute query/ });
await button.waitFor();
await page.waitForTimeout(2000);
report('opened');
await button.click();
await page.getByRole('menuitem').first().waitFor();
await page.waitForTimeout(500);
report('menu');
await browser.close();
server.close();
JS

try() {
  mkdir "$1" && cd "$1"
  echo '{ "type": "module", "private": true }' > package.json
  npm install --silent --no-audit --no-fund --ignore-scripts "graphiql@$1" "$2" react@19.3.1 react-dom@19.3.1 \
    graphql@16.15.0 vite@8.3.8 playwright-core@1.65.1 > /dev/null
  echo '<!doctype html><div id="root"></div><script type="module" src="/main.js"></script>' > index.html
  { cat; cat <<'JS'
import { GraphiQL } from 'graphiql';
import 'graphiql/style.css';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';

const fetcher = async () => (await fetch('/graphql', { method: 'POST' })).json();
const defaultQuery = 'query One { a }\nquery Two { b }';
createRoot(document.getElementById('root')).render(createElement(GraphiQL, { fetcher, defaultQuery }));
JS
  } > main.js
  NODE_ENV=production npx vite build --logLevel silent
  cp ../open.mjs .
  echo "graphiql $1"
  node open.mjs
  cd ..
}

umd() {
  mkdir umd && cd umd
  echo '{ "type": "module", "private": true }' > package.json
  npm install --silent --no-audit --no-fund --ignore-scripts graphiql@3.9.0 @graphiql/react@0.29.0 react@18.3.1 \
    react-dom@18.3.1 graphql@16.15.0 playwright-core@1.65.1 > /dev/null
  mkdir dist
  cp node_modules/react/umd/react.production.min.js node_modules/react-dom/umd/react-dom.production.min.js dist
  cp node_modules/graphiql/graphiql.min.js node_modules/graphiql/graphiql.min.css dist
  cat > dist/index.html <<'HTML'
<!doctype html><link rel="stylesheet" href="/graphiql.min.css"><div id="root"></div>
<script src="/react.production.min.js"></script><script src="/react-dom.production.min.js"></script>
<script src="/graphiql.min.js"></script><script src="/main.js"></script>
HTML
  cat > main.js <<'JS'
const fetcher = async () => (await fetch('/graphql', { method: 'POST' })).json();
const defaultQuery = 'query One { a }\nquery Two { b }';
ReactDOM.createRoot(document.getElementById('root')).render(React.createElement(GraphiQL, { fetcher, defaultQuery }));
JS
  cp ../open.mjs .
  cp main.js dist
  echo 'graphiql 3.9.0'
  node open.mjs
  { echo "globalThis.__webpack_nonce__ = 'c29tZXRoaW5n';"; cat main.js; } > dist/main.js
  echo 'graphiql 3.9.0 with a nonce'
  node open.mjs c29tZXRoaW5n
  cd ..
}

output=$(
  umd
  try 4.1.2 @graphiql/react@0.34.1 < /dev/null
  try 5.4.0 @graphiql/react@0.39.1 <<'JS'
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphqlWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

const workers = { json: JsonWorker, graphql: GraphqlWorker };
globalThis.MonacoEnvironment = { getWorker: (_id, label) => new (workers[label] ?? EditorWorker)() };
JS
)
echo "$output"
expected='graphiql 3.9.0
opened: no violation
menu: style-src-elem inline
graphiql 3.9.0 with a nonce
opened: no violation
menu: no violation
graphiql 4.1.2
opened: no violation
menu: style-src-elem inline
graphiql 5.4.0
opened: style-src-attr inline, style-src-elem inline
menu: style-src-elem inline'
[ "$output" = "$expected" ] || { echo 'This has changed.'; exit 1; }
