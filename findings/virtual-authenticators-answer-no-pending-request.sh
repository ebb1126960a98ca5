#!/usr/bin/env bash
# Chromium 156 (Debian's package), playwright-core 1.65.1; Node.js 20 or newer.
#
# A test of passkeys can hold a request open with WebAuthn.setAutomaticPresenceSimulation({ enabled: false }), as if the user had
# not touched the authenticator yet. Enabling the simulation later does not answer that request: only later requests are
# answered. A test that "touches" the authenticator this way hangs until its own time limit. It has to abort the pending request
# and start another one, or enable the simulation before the request.
#
# Seen: the lines at the end.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo '{ "type": "module", "private": true }' > package.json
npm install --silent --no-audit --no-fund playwright-core@1.65.1 > /dev/null

cat > pending.mjs <<'JS'
import http from 'node:http';
import { chromium } from 'playwright-core';

const server = http.createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<title>x</title>'));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const page = await browser.newPage();
await page.goto(`http://localhost:${server.address().port}/`);
const session = await page.context().newCDPSession(page);
await session.send('WebAuthn.enable');
const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
  options: {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified: true,
    automaticPresenceSimulation: true,
  },
});
const simulate = (enabled) => session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });

await page.evaluate(async () => {
  const bytes = () => crypto.getRandomValues(new Uint8Array(32));
  await navigator.credentials.create({
    publicKey: {
      rp: { id: 'localhost', name: 'x' },
      user: { id: bytes(), name: 'alice', displayName: 'Alice' },
      challenge: bytes(),
      pubKeyCredParams: [{ type: 'public-key', alg: -7 }],
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    },
  });
  globalThis.ask = () => {
    const controller = new AbortController();
    const publicKey = { rpId: 'localhost', challenge: bytes(), userVerification: 'required' };
    const answer = navigator.credentials.get({ publicKey, signal: controller.signal }).then(
      () => 'answered',
      (error) => error.name,
    );
    globalThis.current = { controller, answer };
  };
  globalThis.stateAfter = (milliseconds) =>
    Promise.race([globalThis.current.answer, new Promise((resolve) => setTimeout(resolve, milliseconds, 'pending'))]);
});

await simulate(false);
await page.evaluate(() => globalThis.ask());
console.log('simulation off:', await page.evaluate(() => globalThis.stateAfter(1_000)));
await simulate(true);
console.log('the same request, simulation on:', await page.evaluate(() => globalThis.stateAfter(5_000)));
await page.evaluate(() => globalThis.current.controller.abort());
console.log('the same request, aborted:', await page.evaluate(() => globalThis.stateAfter(5_000)));
await page.evaluate(() => globalThis.ask());
console.log('a new request, simulation on:', await page.evaluate(() => globalThis.stateAfter(5_000)));
await browser.close();
server.close();
JS
node pending.mjs | tee seen.txt

diff - seen.txt <<'SEEN'
simulation off: pending
the same request, simulation on: pending
the same request, aborted: AbortError
a new request, simulation on: answered
SEEN
echo 'as stated'
