import { existsSync, readFileSync } from 'node:fs';

const document = readFileSync('docs/security.md', 'utf8');
const [, requirements = ''] = /^## Requirements.*?$(.*?)^## /ms.exec(document) ?? [];
const rows = [...requirements.matchAll(/^\|[^|]*\|([^|]*)\|([^|]*)\|$/gm)]
  .map(([, requirement = '', tests = '']) => ({ requirement: requirement.trim(), tests }))
  .filter(({ requirement }) => requirement !== 'requirement' && !requirement.startsWith('---'));

/** Finds the problems named in a row's last column, such as `http`: "reports its health". */
function problemsOf(column: string): string[] {
  const named = [...column.matchAll(/`([\w/-]+)`: ((?:"[^"]+"(?:; )?)+)/g)];
  if (named.length === 0) return ['names no test'];
  return named.flatMap(([, name, titles = '']) => {
    const file = name?.startsWith('examples/') ? `${name}.test.ts` : `tests/${name}.test.ts`;
    if (!existsSync(file)) return [`${file} does not exist`];
    const places = [file, 'tests/support/bad-requests.ts', 'tests/support/forged-tokens.ts'];
    const source = places.map((place) => readFileSync(place, 'utf8')).join('');
    const missing = [...titles.matchAll(/"([^"]+)"/g)].filter(([, title = '']) => !source.includes(title));
    return missing.map(([title]) => `${file} has no ${title}`);
  });
}

test.each(rows)('shows that "$requirement"', ({ tests }) => {
  expect(problemsOf(tests)).toEqual([]);
});

test('detects a row that names a test that does not exist', () => {
  expect(rows.length).toBeGreaterThan(70);
  expect(problemsOf('to be written')).toEqual(['names no test']);
  expect(problemsOf('`nowhere`: "a"')).toEqual(['tests/nowhere.test.ts does not exist']);
  expect(problemsOf('`http`: "reports its health"; "flies"')).toEqual(['tests/http.test.ts has no "flies"']);
});
