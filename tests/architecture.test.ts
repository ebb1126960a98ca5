import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Who may import whom: only from the same line or from the ones above it. */
const ranks = [
  ['kernel/'],
  ['platform/'],
  ['feature/'],
  ['accounts/'],
  ['sessions/'],
  ['password/', 'throttle/', 'keys/', 'metrics/', 'tracing/'],
  ['features.ts'],
  ['http/http.settings.ts'],
  ['graphql/'],
  ['http/'],
  ['startup/'],
  ['app.ts'],
  ['workers/', 'cli/'],
  ['main.ts', 'migrate.ts', 'admin.ts', 'print-schema.ts'],
];

type Sources = ReadonlyMap<string, string>;

function readSources(): Sources {
  const names = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return new Map(
    names.map((name) => [name.split(path.sep).join('/'), readFileSync(path.join('src', name), 'utf8')]),
  );
}

/** Types count: what a file has to know to be understood. */
function importsOf(name: string, source: string): string[] {
  const found = source.matchAll(/^(?:import|export)\s[^;]*?from '(\.[^']+)'|import\('(\.[^']+)'\)/gms);
  return [...found].map(([, from, lazy]) => path.posix.join(path.posix.dirname(name), from ?? lazy ?? ''));
}

function rankOf(name: string): number {
  return ranks.findIndex((line) =>
    line.some((part) => (part.endsWith('/') ? name.startsWith(part) : name === part)),
  );
}

function findViolations(sources: Sources): string[] {
  const edges = new Map([...sources].map(([name, source]) => [name, importsOf(name, source)]));
  const violations = [...sources.keys()]
    .filter((name) => rankOf(name) < 0)
    .map((name) => `${name} has no rank`);
  for (const [name, targets] of edges) {
    for (const target of targets.filter((each) => sources.has(each))) {
      const edge = `${name} -> ${target}`;
      if (rankOf(target) > rankOf(name)) violations.push(`${edge}: against the ranks`);
      if (/\.feature\.ts$/.test(target) && name !== 'features.ts')
        violations.push(`${edge}: manifests are for features.ts`);
      if (/\.entity\.ts$/.test(name) && !/\.entity\.ts$/.test(target))
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

test('has no cycle and no import against the ranks', () => {
  expect(sources.size).toBeGreaterThan(50);
  expect(findViolations(sources)).toEqual([]);
});

test.each<[string, Record<string, string>, RegExp]>([
  [
    'an import against the ranks',
    { 'platform/database/database.ts': "import { logIn } from '../../password/log-in.ts';" },
    /^platform\/database\/database.ts -> password\/log-in.ts: against the ranks/m,
  ],
  [
    'a cycle, of types too',
    {
      'kernel/errors.ts': "import type { Setting } from './config.ts';",
      'kernel/config.ts': "import type { ClientError } from './errors.ts';",
    },
    /^(kernel.errors.ts -> kernel.config.ts -> kernel.errors.ts|kernel.config.ts -> kernel.errors.ts -> kernel.config.ts)$/m,
  ],
  [
    'a manifest that somebody else imports',
    { 'app.ts': "import { accounts } from './accounts/accounts.feature.ts';" },
    /manifests are for features.ts/,
  ],
  [
    'an entity that knows more',
    { 'accounts/user.entity.ts': "import { record } from '../feature/hooks.ts';" },
    /entities/,
  ],
  ['a file without a place', { 'utils/strings.ts': '' }, /^utils\/strings.ts has no rank$/m],
])('would notice %s', (_what, planted, message) => {
  const changed = Object.entries(planted).map(
    ([name, line]) => [name, `${line}\n${sources.get(name) ?? ''}`] as const,
  );
  expect(findViolations(new Map([...sources, ...changed])).join('\n')).toMatch(message);
});
