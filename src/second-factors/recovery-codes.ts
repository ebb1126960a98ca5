import { randomBytes } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { sealCode } from './sealed-codes.ts';

const codesPerSet = 10;

/** With this many codes left, a mail asks the owner to create new ones. */
export const fewCodes = 3;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const codeLength = 16;

const deleteOld = 'delete from recovery_codes where user_id = $1';
const insertNew = `
  insert into recovery_codes (id, user_id, sealed)
  select id, $1, sealed from unnest($2::uuid[], $3::bytea[]) as t (id, sealed)`;

/**
 * Replaces the account's recovery codes, in the unit of work that has locked the user.
 * @returns ten codes of 80 bits, each as four groups of four letters. The service cannot show them again.
 */
export async function issueRecoveryCodes({ app, em }: Context, userId: number): Promise<string[]> {
  const codes = Array.from({ length: codesPerSet }, makeCode);
  const ids = codes.map(() => uuidv7());
  const sealed = codes.map((code, at) => sealCode(app, { id: ids[at] ?? '', userId }, code));
  await execute(em, deleteOld, [userId]);
  await execute(em, insertNew, [userId, ids, sealed]);
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** In the unit of work that has locked the user. */
export async function forgetRecoveryCodes({ em }: Context, userId: number): Promise<void> {
  await execute(em, deleteOld, [userId]);
}

/** A code as typed by its owner, without what does not matter. */
export function readCode(given: string): string {
  return given.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
}

/** 256 is a multiple of 32, so each letter is equally likely. */
function makeCode(): string {
  return Array.from(randomBytes(codeLength), (byte) => alphabet[byte % alphabet.length]).join('');
}
