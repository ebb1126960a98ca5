import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A file may import only from its own folder, or from those on the lines above it. `features` stands for every folder not
 * listed here; these must not import each other, so that no feature depends on another.
 */
const ranks = [
  ['kernel'],
  ['platform'],
  ['feature'],
  ['accounts'],
  ['sessions'],
  ['one-time-secrets'],
  ['mail'],
  ['login-steps'],
  ['step-up'],
  ['second-factors'],
  ['deletion'],
  ['features'],
  ['features.ts'],
  ['graphql'],
  ['http'],
  ['migrations'],
  ['startup'],
  ['app.ts'],
  ['cli'],
  ['testing'],
  ['main.ts', 'migrate.ts', 'admin.ts', 'print-schema.ts', 'make-migration.ts'],
];

/** The only files allowed directly in `src/`: the composition root, the registry, and the entry points. */
const flat = [
  'features.ts',
  'app.ts',
  'main.ts',
  'migrate.ts',
  'admin.ts',
  'print-schema.ts',
  'make-migration.ts',
];

/** Names that say nothing about the contents. */
const junkDrawer =
  /^(utils?|helpers?|common|misc|shared|lib|base|manager|core|stuff|tools)(?=[.-]|$)|[.-](utils?|helpers?|manager)\./;

type Sources = ReadonlyMap<string, string>;

/** Reads the sources by name, relative to `src/`. Names of migrations start with `migrations/`. */
function readSources(): Sources {
  const below = (folder: string) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => name.split(path.sep).join('/'));
  return new Map([
    ...below('src').map((name) => [name, readFileSync(`src/${name}`, 'utf8')] as const),
    ...below('migrations').map(
      (name) => [`migrations/${name}`, readFileSync(`migrations/${name}`, 'utf8')] as const,
    ),
  ]);
}

/** Type imports count too, since readers have to follow them as well. */
function importsOf(name: string, source: string): string[] {
  const found = source.matchAll(/^(?:import|export)\s[^;]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gms);
  const place = name.startsWith('migrations/') ? name : `src/${name}`;
  return [...found].map(([, from, lazy]) => {
    const target = path.posix.join(path.posix.dirname(place), from ?? lazy ?? '');
    return target.replace(/^src\//, '');
  });
}

const roomOf = (name: string) => name.split('/')[0] ?? '';

function rankOf(name: string): number {
  const room = roomOf(name);
  const rank = ranks.findIndex((line) => line.includes(room));
  return rank < 0 && name.includes('/') ? ranks.findIndex((line) => line.includes('features')) : rank;
}

function findViolations(sources: Sources): string[] {
  const edges = new Map([...sources].map(([name, source]) => [name, importsOf(name, source)]));
  const violations: string[] = [];
  for (const [name, targets] of edges) {
    if (!name.includes('/') && !flat.includes(name)) violations.push(`${name} lies flat: it needs a room`);
    for (const part of name.split('/')) {
      if (junkDrawer.test(part)) violations.push(`${name}: "${part}" is a junk drawer`);
    }
    for (const target of targets.filter((each) => sources.has(each))) {
      const edge = `${name} -> ${target}`;
      if (rankOf(target) > rankOf(name)) violations.push(`${edge}: against the ranks`);
      if (rankOf(target) === rankOf(name) && roomOf(target) !== roomOf(name)) {
        violations.push(`${edge}: from one room into another of the same rank`);
      }
      if (/\.feature\.ts$/.test(target) && name !== 'features.ts')
        violations.push(`${edge}: manifests are for features.ts`);
      if (/\.entity\.ts$/.test(name) && !/\.entity\.ts$|^feature\/access\.ts$/.test(target))
        violations.push(`${edge}: entities import entities`);
    }
  }
  return [...violations, ...findCycles(edges)];
}

function findCycles(edges: ReadonlyMap<string, string[]>): string[] {
  const done = new Set<string>();
  const visit = (name: string, trail: string[]): string[] => {
    if (trail.includes(name)) return [[...trail.slice(trail.indexOf(name)), name].join(' -> ')];
    if (done.has(name)) return [];
    const found = (edges.get(name) ?? []).flatMap((target) => visit(target, [...trail, name]));
    done.add(name);
    return found;
  };
  return [...edges.keys()].flatMap((name) => visit(name, []));
}

const sources = readSources();

test('has no cycle, no import against the ranks, and no file without a room', () => {
  expect(sources.size).toBeGreaterThan(100);
  expect(findViolations(sources)).toEqual([]);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'an import against the ranks',
    { 'platform/database/database.ts': "import { logIn } from '../../password/log-in.ts';" },
    /^platform\/database\/database\.ts -> password\/log-in\.ts: against the ranks/m,
  ],
  [
    'a lazy import against the ranks',
    { 'kernel/config.ts': "const app = await import('../app.ts');" },
    /^kernel\/config\.ts -> app\.ts: against the ranks/m,
  ],
  [
    'a feature that imports another feature',
    { 'throttle/throttle.ts': "import { logIn } from '../password/log-in.ts';" },
    /^throttle\/throttle\.ts -> password\/log-in\.ts: from one room into another of the same rank/m,
  ],
  [
    'a new feature that imports another feature',
    { 'totp/totp.ts': "import { logIn } from '../password/log-in.ts';" },
    /^totp\/totp\.ts -> password\/log-in\.ts: from one room into another/m,
  ],
  [
    'a feature that imports from the edge',
    { 'password/log-in.ts': "import { send } from '../http/http-errors.ts';" },
    /^password\/log-in\.ts -> http\/http-errors\.ts: against the ranks/m,
  ],
  [
    'a feature that imports the migrations',
    { 'keys/key-sync.ts': "import { migrations } from '../../migrations/index.ts';" },
    /^keys\/key-sync\.ts -> migrations\/index\.ts: against the ranks/m,
  ],
  [
    'a migration that imports the composition',
    { 'migrations/index.ts': "import { startApp } from '../src/app.ts';" },
    /^migrations\/index\.ts -> app\.ts: against the ranks/m,
  ],
  [
    'a cycle between types',
    {
      'kernel/errors.ts': "import type { Setting } from './config.ts';",
      'kernel/config.ts': "import type { ClientError } from './errors.ts';",
    },
    /^(kernel.errors.ts -> kernel.config.ts -> kernel.errors.ts|kernel.config.ts -> kernel.errors.ts -> kernel.config.ts)$/m,
  ],
  [
    'a manifest that another file imports',
    { 'app.ts': "import { accounts } from './accounts/accounts.feature.ts';" },
    /manifests are for features.ts/,
  ],
  [
    'an entity that imports a service',
    { 'accounts/user.entity.ts': "import { record } from '../feature/unit-of-work.ts';" },
    /entities import entities/,
  ],
  ['a flat file', { 'strings.ts': '' }, /^strings\.ts lies flat: it needs a room$/m],
  ['a junk drawer', { 'utils/strings.ts': '' }, /^utils\/strings\.ts: "utils" is a junk drawer$/m],
  [
    'a junk drawer as a file',
    { 'password/helpers.ts': '' },
    /^password\/helpers\.ts: "helpers\.ts" is a junk drawer$/m,
  ],
  ['a manager', { 'sessions/session-manager.ts': '' }, /is a junk drawer$/m],
])('would notice %s', (_what, planted, message) => {
  const changed = Object.entries(planted).map(
    ([name, line]) => [name, `${line}\n${sources.get(name) ?? ''}`] as const,
  );
  expect(findViolations(new Map([...sources, ...changed])).join('\n')).toMatch(message);
});
