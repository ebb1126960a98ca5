#!/usr/bin/env bash
# pg 8.23.0, Node.js 22 or newer.
#
# libpq accepts a list of hosts in a URL, and connects to the first one that fits target_session_attrs. pg takes the list for
# the name of one host, and ignores target_session_attrs: a service with such a URL cannot connect at all. With a port for each
# host the URL is not even valid. A program that has to survive a failover needs one host that leads to the primary.
#
# Seen: "host: one.invalid,two.invalid", "ENOTFOUND one.invalid,two.invalid", "with ports: Invalid URL".
#
# No database is needed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts pg@8.23.0 > /dev/null
cat > try.js <<'JS'
import pg from 'pg';

const attributes = 'target_session_attrs=read-write';
const client = new pg.Client({ connectionString: `postgresql://u:p@one.invalid,two.invalid/db?${attributes}` });
console.log(`host: ${client.host}`);
await client.connect().catch(({ code, hostname }) => console.log(code, hostname));
try {
  new pg.Client({ connectionString: `postgresql://u:p@one.invalid:1,two.invalid:2/db?${attributes}` });
} catch ({ message }) {
  console.log(`with ports: ${message}`);
}
JS
output=$(node try.js)
echo "$output"
expected='host: one.invalid,two.invalid
ENOTFOUND one.invalid,two.invalid
with ports: Invalid URL'
[ "$output" = "$expected" ] || { echo 'This has changed.'; exit 1; }
