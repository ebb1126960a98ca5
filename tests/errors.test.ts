import { readFileSync } from 'node:fs';
import '../src/app.ts';
import { declaredCodes } from '../src/errors.ts';
import { protocolCodes } from '../src/protocol-errors.ts';

test('docs/errors.md lists every code, and no other', () => {
  const documented = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([A-Z_]+)`/gm)].map(
    ([, code]) => code,
  );
  expect(documented.toSorted()).toEqual([...new Set([...declaredCodes, ...protocolCodes])].toSorted());
});
