import { readFileSync } from 'node:fs';

interface Package {
  hasInstallScript?: boolean;
  integrity?: string;
  resolved?: string;
}

const { dependencies, devDependencies, allowScripts } = JSON.parse(readFileSync('package.json', 'utf8'));
const lock: { packages: Record<string, Package> } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
const installed = Object.entries(lock.packages).filter(([place]) => place.startsWith('node_modules/'));

const nameOf = (place: string) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('depends on exact versions', () => {
  for (const version of Object.values({ ...dependencies, ...devDependencies })) {
    expect(version).toMatch(/^\d+\.\d+\.\d+(-[\w.]+)?$/);
  }
});

test('installs what was seen before, byte for byte, from whatever registry', () => {
  expect(installed.length).toBeGreaterThan(100);
  for (const [place, { integrity, resolved }] of installed) {
    expect([place, integrity?.slice(0, 7), resolved]).toEqual([place, 'sha512-', undefined]);
  }
});

test('decides by name whether a package may run a script when it is installed', () => {
  const withScript = installed.filter(([, { hasInstallScript }]) => hasInstallScript);
  const names = new Set(withScript.map(([place]) => nameOf(place)));
  expect(Object.keys(allowScripts).toSorted()).toEqual([...names].toSorted());
});
