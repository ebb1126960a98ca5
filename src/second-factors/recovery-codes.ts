import { createHmac, type KeyObject, randomBytes } from 'node:crypto';
import type { App, Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { oncePer } from '../platform/once-per.ts';

const codesPerSet = 10;

/** With this many codes left, a mail asks the owner to create new ones. */
export const fewCodes = 3;

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const codeLength = 16;

const recoveryKeys = oncePer((app: App) => app.keysFor('recovery-code/v1'));

const deleteOld = 'delete from recovery_codes where user_id = $1';
const insertNew = 'insert into recovery_codes (user_id, code_hmac) select $1, unnest($2::bytea[])';

/**
 * Replaces the account's recovery codes, in the unit of work that has locked the user.
 * @returns ten codes of 80 bits, each as four groups of four letters. The service cannot show them again.
 */
export async function issueRecoveryCodes({ app, em }: Context, userId: number): Promise<string[]> {
  const codes = Array.from({ length: codesPerSet }, makeCode);
  const [key] = recoveryKeys(app);
  await execute(em, deleteOld, [userId]);
  await execute(em, insertNew, [userId, codes.map((code) => hmacOf(key, userId, code))]);
  return codes.map((code) => code.replace(/(.{4})(?=.)/g, '$1-'));
}

/** In the unit of work that has locked the user. */
export async function forgetRecoveryCodes({ em }: Context, userId: number): Promise<void> {
  await execute(em, deleteOld, [userId]);
}

/** The stored forms of a code as typed by its owner: SECRET_KEY_PREVIOUS may have made it. */
export function storedForms(app: App, userId: number, given: string): Buffer[] {
  const code = given.normalize('NFKC').toUpperCase().replace(/[\s-]/g, '');
  return recoveryKeys(app).map((key) => hmacOf(key, userId, code));
}

/** 256 is a multiple of 32, so each letter is equally likely. */
function makeCode(): string {
  return Array.from(randomBytes(codeLength), (byte) => alphabet[byte % alphabet.length]).join('');
}

function hmacOf(key: KeyObject, userId: number, code: string): Buffer {
  return createHmac('sha256', key).update(`${userId}/${code}`).digest();
}
