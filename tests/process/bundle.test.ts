import { globSync, readFileSync } from 'node:fs';

const exportClause = /^export \{ (.+) \};$/gm;

const withoutNumber = (name: string) => name.replace(/\$\d+$/, '');

/** Short names would depend on everything else in the chunk. */
test('a chunk exports the names of its source, so a running service can load a chunk of a later build', () => {
  const chunks = globSync('dist/src/chunks/*.js');
  const clauses = chunks.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(exportClause)]);
  const names = clauses.flatMap(([, list = '']) => list.split(', ')).map((entry) => entry.split(' as '));
  expect(names.length).toBeGreaterThan(chunks.length);
  const renamed = names.filter(
    ([own = '', exported = own]) => exported !== 'default' && withoutNumber(exported) !== withoutNumber(own),
  );
  expect(renamed).toEqual([]);
});
