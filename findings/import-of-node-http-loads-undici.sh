#!/usr/bin/env bash
# Node.js 24.21.0
#
# A module that imports anything from node:http loads undici, even if it uses neither fetch nor WebSocket: an import of a
# built-in module reads all of its exports, and the getters of WebSocket, CloseEvent and MessageEvent in node:http load it.
# This takes 38 ms of CPU time and 11 MB of resident memory on our machine. require and process.getBuiltinModule read nothing.
#
# Seen: the four lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
tell="console.log(process.moduleLoadList.some((name) => name.endsWith('/undici')) ? 'loads undici' : 'does not load undici');"
echo "import { createServer } from 'node:http'; $tell" > import.mjs
echo "const { createServer } = process.getBuiltinModule('node:http'); $tell" > builtin.mjs
echo "const { createServer } = require('node:http'); $tell" > require.cjs
echo "import { createServer } from 'node:net'; $tell" > net.mjs
for file in import.mjs builtin.mjs require.cjs net.mjs; do echo "$file $(node "$file")"; done | tee seen
diff seen - <<'SEEN'
import.mjs loads undici
builtin.mjs does not load undici
require.cjs does not load undici
net.mjs does not load undici
SEEN
