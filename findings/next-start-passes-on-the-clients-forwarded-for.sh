#!/usr/bin/env bash
# Next.js 16.4.6 with `next start`; Node.js 20 or newer.
#
# What a route handler of a self-hosted Next.js app learns about the client:
# - `next start` writes the IP address of the connection into X-Forwarded-For, but only if the client has sent no such header.
#   Without a proxy in front, every client chooses its own IP address, and no entry of the header is certain.
# - The same for X-Forwarded-Host. `Host` is what the client has sent.
# - `request.url` names localhost and the port, whatever host the client has asked for. So an origin cannot be compared with
#   the host in `request.url`; the header `Host` has to be read.
#
# Seen: the lines at the end.
set -euo pipefail
folder=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$folder"' EXIT
cd "$folder"
export NEXT_TELEMETRY_DISABLED=1
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund next@16.4.6 react@19.3.1 react-dom@19.3.1 > /dev/null
mkdir -p app/headers
cat > app/headers/route.js <<'JS'
export const dynamic = 'force-dynamic';
export const GET = ({ url, headers }) => {
  const names = ['host', 'x-forwarded-for', 'x-forwarded-host'];
  return Response.json([new URL(url).hostname, ...names.map((name) => headers.get(name))]);
};
JS
cat > app/layout.js <<'JS'
export default function Layout({ children }) {
  return <html><body>{children}</body></html>;
}
JS
node node_modules/next/dist/bin/next build > build.log 2>&1 || { cat build.log; exit 1; }
port=$(node -e "const s = require('node:net').createServer().listen(0, () => { console.log(s.address().port); s.close(); })")
node node_modules/next/dist/bin/next start --hostname 127.0.0.1 --port "$port" > start.log 2>&1 &
server=$!
until grep -q Ready start.log; do kill -0 "$server"; sleep 0.2; done

ask() { curl -s "http://127.0.0.1:$port/headers" "$@" | sed "s/:$port//g"; echo; }
{
  ask
  ask -H 'host: app.example.com' -H 'x-forwarded-for: 192.0.2.1' -H 'x-forwarded-host: www.example.com'
} | tee seen.txt

diff - seen.txt <<'SEEN'
["localhost","127.0.0.1","127.0.0.1","127.0.0.1"]
["localhost","app.example.com","192.0.2.1","www.example.com"]
SEEN
echo 'as stated'
