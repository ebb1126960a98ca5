import { readFileSync } from 'node:fs';

interface Package {
  hasInstallScript?: boolean;
  integrity?: string;
  resolved?: string;
  /** Set for folders of this repository. */
  link?: boolean;
}

/** The service, the benchmark, the examples, the client and the tools. */
const folders = [
  '.',
  'bench',
  'examples/clients',
  'examples/federation',
  'examples/next',
  'examples/spa',
  'client',
  'tools/biome',
  'tools/node',
];

function read(folder: string) {
  const {
    dependencies,
    devDependencies,
    allowScripts = {},
  } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const { packages }: { packages: Record<string, Package> } = JSON.parse(
    readFileSync(`${folder}/package-lock.json`, 'utf8'),
  );
  const installed = Object.entries(packages).filter(([place]) => place.startsWith('node_modules/'));
  return { versions: Object.values({ ...dependencies, ...devDependencies }), allowScripts, installed };
}

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

test.each(folders)('depends on exact versions in %s', (folder) => {
  for (const version of read(folder).versions) {
    expect(version).toMatch(/^(\d+\.\d+\.\d+(-[\w.]+)?|file:\.\.\/.*)$/);
  }
});

test.each(folders)('locks the checksum of every package in %s, without naming a registry', (folder) => {
  const { installed } = read(folder);
  expect(installed.length).toBeGreaterThan(1);
  for (const [place, { integrity, resolved, link }] of installed) {
    if (link) continue;
    expect([place, integrity?.slice(0, 7), resolved]).toEqual([place, 'sha512-', undefined]);
  }
});

test.each(folders)('lists by name which packages may run an install script in %s', (folder) => {
  const { installed, allowScripts } = read(folder);
  const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = new Set(withScript.map(([place]) => nameOf(place)));
  expect(Object.keys(allowScripts).toSorted()).toEqual([...names].toSorted());
});
