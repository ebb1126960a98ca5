import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, removeFolders } from './support/left-behind.ts';
import { World } from './support/world.ts';

const readme = readFileSync('README.md', 'utf8');
const world = await World.start();
afterAll(async () => {
  await world.stop();
  removeFolders();
});

const readmeOrigin = 'localhost:4000';
const separator = '\u001e';

/** The response, with tokens shortened as in the README. */
function shortened(value: string): unknown {
  return JSON.parse(value, (_key, inner) =>
    typeof inner === 'string' && inner.startsWith('eyJ') ? 'eyJ…' : inner,
  );
}

/** Runs commands unchanged in a single bash; curl's configuration file redirects them to this test's service. */
function paste(commands: readonly string[]): Promise<string[]> {
  const folder = makeFolder();
  writeFileSync(path.join(folder, '.curlrc'), `connect-to = "${readmeOrigin}:${new URL(world.url).host}"\n`);
  const script = commands.map((command) => `${command}\nprintf '${separator}'\n`).join('');
  const env = { PATH: process.env.PATH, CURL_HOME: folder, HOME: folder };
  return new Promise((resolve, reject) =>
    execFile('bash', ['--norc', '-euo', 'pipefail', '-c', script], { env }, (error, stdout, stderr) => {
      if (error || stderr !== '') reject(new Error(`${error}\n${stdout}${stderr}`));
      else resolve(stdout.split(separator).slice(0, -1));
    }),
  );
}

test('every command of "The five operations", pasted one after the other, prints the response below it', async () => {
  const [, section = ''] = /^## The five operations\n(.*?)^When an operation fails/ms.exec(readme) ?? [];
  const pairs = [...section.matchAll(/```sh\n(.*?)```\s*```json\n(.*?)```/gs)];
  const fields = pairs.map(([, command = '']) => /\{ (\w+)(?:\(input: \$input\))? \{/.exec(command)?.[1]);
  expect(fields).toEqual(['signup', 'login', 'me', 'refresh', 'logout']);
  expect(section.match(/```\w+/g)).toHaveLength(10);
  const responses = await paste(pairs.map(([, command = '']) => command));
  for (const [index, [, , expected = '']] of pairs.entries()) {
    expect(shortened(responses[index] ?? '')).toEqual(JSON.parse(expected));
  }
});

test('names only scripts and files that exist', async () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8'));
  const documents = readdirSync('docs').filter((name) => name.endsWith('.md'));
  const examples = ['examples/federation/README.md', 'examples/spa/README.md', 'client/README.md'];
  for (const document of [
    'README.md',
    'CONTRIBUTING.md',
    ...examples,
    ...documents.map((name) => `docs/${name}`),
  ]) {
    const text = readFileSync(document, 'utf8');
    for (const [, script] of text.matchAll(/npm run (?:--silent )?([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(script);
    for (const [, file = ''] of text.matchAll(/\]\(([\w./-]+)(?:#[\w-]+)?\)/g)) {
      const found = existsSync(path.resolve(path.dirname(document), file));
      expect([document, file, found]).toEqual([document, file, true]);
    }
  }
});
