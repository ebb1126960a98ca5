import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeFolder, removeFolders } from './support/left-behind.ts';

afterAll(removeFolders);

function run(script: string, env: Record<string, string> = {}) {
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8', env });
  return { status, stderr };
}

test('without Biome, the lint says how to install it', () => {
  const script = path.join(makeFolder(), 'run.mjs');
  cpSync('tools/biome/run.js', script);
  expect(run(script)).toEqual({ status: 1, stderr: expect.stringContaining('npm ci --prefix tools/biome') });
});

describe('the Node.js of the npm scripts', () => {
  /** Stands in for npm: notes the call, and installs the version in package.json. */
  const npm = `
    const { appendFileSync, mkdirSync, readFileSync, writeFileSync } = require('node:fs');
    const folder = process.argv[process.argv.indexOf('--prefix') + 1];
    const { devDependencies } = JSON.parse(readFileSync(folder + '/package.json', 'utf8'));
    appendFileSync('CALLS', process.argv[2] + ' ' + devDependencies.node + '\\n');
    mkdirSync(folder + '/node_modules/node/bin', { recursive: true });
    writeFileSync(folder + '/node_modules/node/package.json', JSON.stringify({ version: devDependencies.node }));
    writeFileSync(folder + '/node_modules/node/bin/node', 'installed ' + devDependencies.node);`;

  /** A checkout whose tests and service need at least these versions. */
  class Checkout {
    readonly folder = makeFolder();
    private readonly calls = path.join(this.folder, 'calls');
    private readonly npm = path.join(this.folder, 'npm.cjs');

    constructor(
      private readonly forTests: string,
      forService = forTests,
    ) {
      for (const name of ['check.js', 'install.js', 'version.js'])
        cpSync(`tools/node/${name}`, path.join(this.folder, 'tools/node', name));
      writeFileSync(
        path.join(this.folder, 'package.json'),
        JSON.stringify({ type: 'module', engines: { node: `>=${forService}` } }),
      );
      mkdirSync(path.join(this.folder, 'node_modules/.bin'), { recursive: true });
      writeFileSync(this.npm, npm.replace('CALLS', this.calls));
      this.pin('24.1.0');
    }

    breakNpm(): void {
      writeFileSync(this.npm, 'process.exitCode = 2;');
    }

    pin(version: string): void {
      const file = path.join(this.folder, 'tools/node/package.json');
      const config = { oldest: this.forTests };
      writeFileSync(file, JSON.stringify({ type: 'module', config, devDependencies: { node: version } }));
    }

    run(name: string) {
      return run(path.join(this.folder, 'tools/node', name), { npm_execpath: this.npm });
    }

    /** What npm was called for, and what `node` in a script is. */
    get installed() {
      const link = path.join(this.folder, 'node_modules/.bin/node');
      const readIf = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);
      return { calls: readIf(this.calls), node: readIf(link) };
    }
  }

  const fine = { status: 0, stderr: '' };

  test('is the one that runs npm, if that is new enough', () => {
    for (const oldest of ['9.17.0', process.versions.node]) {
      const checkout = new Checkout(oldest);
      expect([checkout.run('install.js'), checkout.run('check.js')]).toEqual([fine, fine]);
      expect(checkout.installed).toEqual({ calls: undefined, node: undefined });
    }
  });

  test('is installed if that is too old, and kept until another version is pinned', () => {
    const checkout = new Checkout('100.2.0');
    for (const _ of [1, 2]) {
      expect(checkout.run('install.js')).toEqual(fine);
      expect(checkout.installed).toEqual({ calls: 'ci 24.1.0\n', node: 'installed 24.1.0' });
    }
    checkout.pin('24.2.0');
    expect(checkout.run('install.js')).toEqual(fine);
    expect(checkout.installed).toEqual({ calls: 'ci 24.1.0\nci 24.2.0\n', node: 'installed 24.2.0' });
  });

  test('is installed for the tests where the service would run, and a build needs none', () => {
    const checkout = new Checkout('100.2.0', '9.17.0');
    expect([checkout.run('check.js'), checkout.run('install.js')]).toEqual([fine, fine]);
    expect(checkout.installed.node).toBe('installed 24.1.0');
  });

  test('is missing if npm fails, and so does the installation', () => {
    const checkout = new Checkout('100.2.0');
    checkout.breakNpm();
    expect(checkout.run('install.js')).toEqual({ status: 1, stderr: '' });
    expect(checkout.installed).toEqual({ calls: undefined, node: undefined });
  });

  test.each(['build', 'dependencies'])('is looked for in the stage %s of the image', (stage) => {
    const before = new RegExp(`^FROM \\S+ AS ${stage}\\n([^]*?)^RUN npm ci`, 'm');
    const [, steps = ''] = before.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
    const copied = [...steps.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, names = '']) => names.split(' '));
    const sent = [...readFileSync('.dockerignore', 'utf8').matchAll(/^!(.+)$/gm)].map(
      ([, name = '']) => name,
    );
    const folder = makeFolder();
    for (const name of globSync(copied))
      if (globSync(sent).includes(name)) cpSync(name, path.join(folder, name));
    expect(run(path.join(folder, 'tools/node/install.js'))).toEqual(fine);
  });

  test('must not be too old for a build, which says how to install a newer one', () => {
    const { status, stderr } = new Checkout('100.2.0').run('check.js');
    expect(status).toBe(1);
    expect(stderr).toContain(
      `needs Node.js 100.2.0 or newer, and this is ${process.version}. npm run prepare`,
    );
  });
});
