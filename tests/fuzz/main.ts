import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../support/client.ts';
import { fuzz } from './fuzz.ts';
import { sentinel } from './requests.ts';

const { values } = parseArgs({
  options: {
    requests: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Math.floor(Math.random() * 2 ** 32)) },
  },
});
const [requests, seed] = [Number(values.requests), Number(values.seed)];
const say = (text: string) => process.stdout.write(`${text}\n`);

/** The service runs in its own process, with an embedded PostgreSQL. */
const folder = mkdtempSync(path.join(os.tmpdir(), 'auth-service-fuzz-'));
const child = spawn(process.execPath, [path.resolve('dist/src/main.js')], {
  cwd: folder,
  env: {
    PATH: process.env.PATH ?? '',
    PORT: '0',
    DEBUG: 'false',
    BCRYPT_COST: '10',
    LOG_LEVEL: 'debug',
    SIGNUPS_PER_ADDRESS: '100/1h',
    HEADERS_TIMEOUT: '1s',
    REQUEST_TIMEOUT: '2s',
  },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let log = '';
let address = '';
const wrongLines: string[] = [];
child.stdout.on('data', (chunk) => {
  const lines = (log + chunk).split('\n');
  log = lines.pop() ?? '';
  for (const line of lines) {
    address ||= /ready: (http:[^\s"]+\/graphql)/.exec(line)?.[1] ?? '';
    if (line.includes(sentinel) || /"level":"(error|fatal)"/.test(line)) wrongLines.push(line);
  }
});

class Service extends Client {
  get url(): string {
    return address;
  }
}
const service = new Service();

/** The service's resident memory in MB; undefined if the system does not report it. */
function memory(): number | undefined {
  try {
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
  } catch {
    return undefined;
  }
}

async function run(): Promise<void> {
  while (!address) {
    if (child.exitCode !== null) throw new Error('The service did not start.');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  // Two users, since a random request may log one of them out everywhere.
  const [sober, credentials] = [await service.openSession(), await service.openSession()];
  const memories: (number | undefined)[] = [];
  const began = performance.now();
  say(`${requests} requests with seed ${seed}`);
  const report = await fuzz({
    url: address,
    credentials,
    requests,
    seed,
    onProgress: (answered) => {
      if (answered % Math.ceil(requests / 10 / 1_000) !== 0) return;
      process.stderr.write(`\r${answered} of ${requests}, ${memory()} MB `);
      if (answered % (Math.ceil(requests / 10_000) * 1_000) === 0) memories.push(memory());
    },
  });
  process.stderr.write('\n');
  say(JSON.stringify(report, undefined, 2));
  say(`${Math.round((performance.now() - began) / 1000)} s; MB of memory on the way: ${memories.join(', ')}`);
  const { data } = await service.me(sober.accessToken);
  if (!data?.me) throw new Error('The service no longer answers a normal request.');
  if (child.exitCode !== null) throw new Error('The service has exited.');
  if (wrongLines.length > 0)
    throw new Error(`The log should not have held:\n${wrongLines.slice(0, 5).join('\n')}`);
  const [first, last] = [memories[0], memories.at(-1)];
  if (first && last && last > first + 150) throw new Error(`Memory grew from ${first} to ${last} MB.`);
  say('No crash, no status of 500 or more, no response without JSON, no secret in a response or in the log.');
}

try {
  await run();
} catch (error) {
  say(
    `${error instanceof Error ? error.message : error}\nTo repeat it: npm run fuzz -- --requests ${requests} --seed ${seed}`,
  );
  process.exitCode = 1;
} finally {
  child.kill('SIGTERM');
  await new Promise((resolve) => child.once('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
}
