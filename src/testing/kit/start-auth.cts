import path from 'node:path';
import { makeStartAuth } from './make-start-auth.ts';

export type * from './types.ts';

/** For Jest and other programs that `require` this package; see start-auth.ts. */
export const startAuth = makeStartAuth(path.join(__dirname, '../../service/main.js'));
