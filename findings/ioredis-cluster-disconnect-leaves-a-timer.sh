#!/usr/bin/env bash
# ioredis 6.0.0, Node.js 22 or newer.
#
# If Cluster.disconnect() is called while a periodic refresh of the slots waits for its answer (slotsRefreshInterval, 5 s by
# default), the refresh starts its timer again when it ends. The timer then fires for ever, so the process does not exit. With
# slotsRefreshInterval: 0 it exits.
#
# Seen: "exits with slotsRefreshInterval 300: false", "exits with slotsRefreshInterval 0: true".
#
# No Redis is needed: a few lines stand in for a cluster of one node.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts ioredis@6.0.0 > /dev/null
cat > try.js <<'JS'
import net from 'node:net';
import { Cluster } from 'ioredis';

const bulk = (text) => `$${text.length}\r\n${text}\r\n`;
let questions = 0;
let cluster;

const server = net.createServer((socket) => {
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    for (const command of String(chunk).split(/(?=\*\d+\r\n)/)) answer(socket, command.toLowerCase());
  });
});

function answer(socket, command) {
  const { port } = server.address();
  if (command.includes('hello')) return void socket.write('-NOPROTO unsupported protocol version\r\n');
  if (command.includes('slots')) {
    const slots = `*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n${bulk('127.0.0.1')}:${port}\r\n`;
    questions += 1;
    if (questions === 1) return void socket.write(slots);
    // The refresh waits: the application closes the client now, or has done so.
    cluster.disconnect();
    return void setTimeout(() => socket.end(slots), 200);
  }
  if (command.includes('info')) return void socket.write(bulk('cluster_state:ok\r\nloading:0\r\n'));
  socket.write('+OK\r\n');
}

await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
server.unref();
cluster = new Cluster([{ host: '127.0.0.1', port: server.address().port }], {
  slotsRefreshInterval: Number(process.argv[2]),
});
cluster.on('error', () => undefined);
cluster.once('ready', () => {
  if (process.argv[2] === '0') cluster.disconnect();
});
JS
for interval in 300 0; do
  if timeout 10 node try.js "$interval"; then exits=true; else exits=false; fi
  echo "exits with slotsRefreshInterval $interval: $exits"
done | tee seen
grep -qx 'exits with slotsRefreshInterval 300: false' seen
grep -qx 'exits with slotsRefreshInterval 0: true' seen
