import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import { stringify as formatUuid, parse as parseUuid } from 'uuid';
import type { App } from '../feature/context.ts';
import type { SecretPurpose } from '../feature/secret-purposes.ts';
import { oncePer } from '../platform/once-per.ts';
import type { SigningKeys } from '../platform/tokens/signed-tokens.ts';

/**
 * A one-time secret is derived, never stored. Deriving one takes both SECRET_KEY and the nonce from the database. The mail
 * worker derives the same link for each delivery attempt.
 */
export interface SecretSeed {
  readonly id: string;
  readonly nonce: Buffer;
}

/** Consonants without look-alikes, so that no code spells a word. */
const alphabet = 'BCDFGHJKLMNPQRSTVWXZ';
const codeLength = 8;

const idLength = 16;
const tokenForm = /^[\w-]{64}$/;

const derivedKeys = oncePer((_app: App) => new Map<string, SigningKeys>());

function keysOf(app: App, { name }: SecretPurpose): SigningKeys {
  const known = derivedKeys(app);
  const keys = known.get(name) ?? app.keysFor(`one-time/${name}`);
  known.set(name, keys);
  return keys;
}

/** The token in a link: base64url(id ‖ HMAC-SHA-256), 64 characters. */
export function tokenOf(app: App, purpose: SecretPurpose, seed: SecretSeed): string {
  return Buffer.concat([idBytes(seed), mac(keysOf(app, purpose)[0], 'link', seed)]).toString('base64url');
}

/** A code such as `KTZSFCCC` (34.6 bits), for people who read the mail on another device. */
export function codeOf(app: App, purpose: SecretPurpose, seed: SecretSeed): string {
  return codeFrom(keysOf(app, purpose)[0], seed);
}

/** The row id in a token; undefined if the text cannot be a token. */
export function secretIdIn(token: string): string | undefined {
  if (!tokenForm.test(token)) return undefined;
  try {
    return formatUuid(Buffer.from(token, 'base64url').subarray(0, idLength));
  } catch {
    return undefined;
  }
}

export function isTokenOf(app: App, purpose: SecretPurpose, seed: SecretSeed, token: string): boolean {
  const given = Buffer.from(token, 'base64url').subarray(idLength);
  // Also accepts SECRET_KEY_PREVIOUS, so that links survive a change of SECRET_KEY.
  return keysOf(app, purpose).some((key) => isEqual(mac(key, 'link', seed), given));
}

export function isCodeOf(app: App, purpose: SecretPurpose, seed: SecretSeed, code: string): boolean {
  const given = Buffer.from(canonicalCode(code));
  return keysOf(app, purpose).some((key) => isEqual(Buffer.from(codeFrom(key, seed)), given));
}

/** People may type codes in lower case, or with the mail's spaces and hyphens. */
function canonicalCode(text: string): string {
  return text.slice(0, 32).toUpperCase().replace(/[\s-]/g, '');
}

function codeFrom(key: KeyObject, seed: SecretSeed): string {
  // 128 bits modulo 20^8 have a bias below 2^-90.
  let rest = BigInt(`0x${mac(key, 'code', seed).subarray(0, 16).toString('hex')}`);
  let code = '';
  for (let position = 0; position < codeLength; position += 1) {
    code += alphabet[Number(rest % BigInt(alphabet.length))];
    rest /= BigInt(alphabet.length);
  }
  return code;
}

function mac(key: KeyObject, use: 'link' | 'code', seed: SecretSeed): Buffer {
  return createHmac('sha256', key).update(use).update(idBytes(seed)).update(seed.nonce).digest();
}

function idBytes({ id }: SecretSeed): Uint8Array {
  return parseUuid(id);
}

function isEqual(right: Buffer, given: Buffer): boolean {
  return right.length === given.length && timingSafeEqual(right, given);
}
