import '../src/app.ts';
import { protocolCodes } from '../src/graphql/protocol-errors.ts';
import { declaredCodes } from '../src/kernel/errors.ts';
import { documentedCodes } from './support/documented.ts';

test('docs/errors.md lists every code, and no other', () => {
  expect(documentedCodes().toSorted()).toEqual([...new Set([...declaredCodes, ...protocolCodes])].toSorted());
});
