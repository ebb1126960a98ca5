#!/usr/bin/env bash
# nodemailer 10.6.1, Node.js 22 or newer.
#
# A connection that is refused, one that breaks in the envelope, and one that breaks after the mail server has the whole mail fail
# with the same `command` CONN and without a responseCode; only the first has another code. So neither tells a mail that cannot
# have arrived from one that may have. The stream of the message tells: nodemailer begins to read it after the reply to DATA, and
# its end means that the mail server has everything. A plugin for the step "stream" can keep that stream.
#
# Seen: "refused: ESOCKET CONN, no stream", "cut at RCPT: ECONNECTION CONN, not read", "cut after DATA: ECONNECTION CONN, read to
# the end".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund --ignore-scripts nodemailer@10.6.1 > /dev/null
cat > try.js <<'JS'
import { createServer } from 'node:net';
import { createTransport } from 'nodemailer';

/** A mail server that cuts the connection at a line. */
function serve(isLast) {
  return new Promise((resolve) => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 x\r\n');
      let rest = '';
      socket.on('data', (chunk) => {
        const lines = (rest + chunk).split('\r\n');
        rest = lines.pop();
        for (const line of lines) {
          if (isLast(line)) return socket.destroy();
          if (/^(EHLO|MAIL|RCPT)/.test(line)) socket.write('250 ok\r\n');
          if (line === 'DATA') socket.write('354 go on\r\n');
        }
      });
    }).listen(0, '127.0.0.1', () => resolve(server));
  });
}

async function send(what, port) {
  const transport = createTransport({ pool: true, host: '127.0.0.1', port });
  let stream;
  transport.use('stream', ({ message }, done) => {
    const make = message.createReadStream.bind(message);
    message.createReadStream = (...options) => (stream = make(...options));
    done();
  });
  const { code, command, responseCode = '' } = await transport
    .sendMail({ from: 'a@x.test', to: 'b@x.test', text: 'text' })
    .catch((error) => error);
  const state = !stream ? 'no stream' : stream.readableEnded ? 'read to the end' : stream.readableDidRead ? 'read in part' : 'not read';
  console.log(`${what}: ${code} ${command}${responseCode}, ${state}`);
  transport.close();
}

const closed = await serve(() => true);
const { port } = closed.address();
await new Promise((resolve) => closed.close(resolve));
await send('refused', port);
for (const [what, last] of [['cut at RCPT', /^RCPT/], ['cut after DATA', /^\.$/]]) {
  const server = await serve((line) => last.test(line));
  await send(what, server.address().port);
  server.close();
}
process.exit();
JS
output=$(node try.js)
echo "$output"
expected='refused: ESOCKET CONN, no stream
cut at RCPT: ECONNECTION CONN, not read
cut after DATA: ECONNECTION CONN, read to the end'
[ "$output" = "$expected" ] || { echo 'This has changed.'; exit 1; }
