import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { dropDatabase, makeDatabase } from '../support/databases.ts';
import { makeFolder, removeFolders, until } from '../support/left-behind.ts';

let database: string;
const running: ChildProcess[] = [];

beforeAll(async () => {
  database = await makeDatabase();
});
afterAll(async () => {
  for (const child of running) {
    const ended = once(child, 'exit');
    if (child.kill('SIGTERM')) await ended;
  }
  removeFolders();
  await dropDatabase(database);
});

/** Starts it the way the examples do, but on this test's database. @returns its output. */
function startAuthService(example: string, port = '0'): { output: string } {
  const script = `import { startAuthService } from './examples/run.ts';
    process.stdout.write('url: ' + await startAuthService(${JSON.stringify(example)}, { PORT: '${port}' }) + '\\n');`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env.PATH ?? '', DATABASE_URL: database, BCRYPT_COST: '10' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  const seen = { output: '' };
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (seen.output += chunk));
  return seen;
}

test('each example keeps its data in its own folder, so that several run side by side, and prints the log', async () => {
  const examples = [makeFolder(), makeFolder()];
  const services = examples.map((example) => startAuthService(example));
  for (const service of services) {
    const [, url = ''] = await until('the URL', () => /^url: (\S+)/m.exec(service.output) ?? undefined);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { id } }' }),
    });
    const id = answer.headers.get('x-request-id') ?? 'none';
    await until('the line of the request', () => service.output.includes(id));
  }
  for (const example of examples) expect(existsSync(path.join(example, '.data'))).toBe(true);
});

test('an example names the variable that sets the port of the service, if that port is taken', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const service = startAuthService(makeFolder(), String(port));
  await until(
    'the advice',
    () => service.output.endsWith('\n') && /^The auth service of/m.test(service.output),
  );
  expect(service.output).toMatch(
    /^Port \d+ is taken\..*\nThe auth service of this example .* AUTH_PORT sets its port,/m,
  );
  server.close();
});
