// Prints how long the test kit takes to start: npm run build && node tests/testing/start-times.mjs
import { rmSync } from 'node:fs';
import { startAuth } from '../../dist/src/testing/kit/start-auth.js';

async function timed(what, work) {
  const start = performance.now();
  const result = await work();
  process.stdout.write(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s\n`);
  return result;
}

rmSync('node_modules/.cache/graphql-auth-service', { recursive: true, force: true });
const created = await timed('start on a new server', () => startAuth());
await created.stop();
const first = await timed('start that starts the server', () => startAuth());
const second = await timed('start while the server runs', () => startAuth());
await first.user();
await timed('reset', () => first.reset());
await Promise.all([first.stop(), second.stop()]);
