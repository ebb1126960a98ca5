import '../src/app.ts';
import { declaredCodes } from '../src/errors.ts';
import { protocolCodes } from '../src/protocol-errors.ts';
import { documentedCodes } from './support/documented.ts';

test('docs/errors.md lists every code, and no other', () => {
  expect(documentedCodes().toSorted()).toEqual([...new Set([...declaredCodes, ...protocolCodes])].toSorted());
});
