import { createHash, timingSafeEqual } from 'node:crypto';
import type { App } from '../feature/context.ts';
import type { SealedData } from '../feature/sealed-data.ts';
import { oncePer } from '../platform/once-per.ts';
import { headOf, openSealed, seal } from '../platform/tokens/sealed-secrets.ts';

const purpose = 'recovery-code/v1';

const ownerOf = (id: string) => `recovery-code/${id}`;

const keysOf = oncePer((app: App) => app.keysFor(purpose));

/**
 * Encrypted hashes, since a keyed hash would end with its key: `keys reseal` can seal a hash with a new SECRET_KEY, but only a
 * code's owner could hash the code again.
 */
export const sealedCodes: SealedData = {
  name: 'recovery-codes',
  purpose,
  table: 'recovery_codes',
  column: 'sealed',
  key: 'id',
  ownerOf,
};

/** The first bytes of every row that this process can open. */
export const openableHeads = oncePer((app: App) => keysOf(app).map(headOf));

/** @param code as `readCode` returns it. */
export function sealCode(app: App, row: { id: string; userId: number }, code: string): Buffer {
  return seal(keysOf(app), ownerOf(row.id), hashOf(row.userId, code));
}

/** @returns false for a row that no key opens. */
export function isCodeOf(
  app: App,
  row: { id: string; userId: number; sealed: Buffer },
  code: string,
): boolean {
  const opened = openSealed(keysOf(app), ownerOf(row.id), row.sealed);
  const given = hashOf(row.userId, code);
  return opened?.plain.length === given.length && timingSafeEqual(opened.plain, given);
}

/** Contains the user, so that a row that is moved to another account accepts no code there. */
function hashOf(userId: number, code: string): Buffer {
  return createHash('sha256').update(`${userId}/${code}`).digest();
}
