import { fileURLToPath } from 'node:url';
import { makeStartAuth } from './make-start-auth.ts';

export type * from './types.ts';

/**
 * Starts an auth service for tests: the real service in its own process, with its own PostgreSQL database. It ends with
 * `stop()`, and with the process of the tests.
 *
 * @throws Error that says what to do.
 */
export const startAuth = makeStartAuth(fileURLToPath(new URL('../service/main.js', import.meta.url)));
