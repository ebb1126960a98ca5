import { createCipheriv, createDecipheriv, createHash, type KeyObject, randomBytes } from 'node:crypto';
import type { SigningKeys } from './signed-tokens.ts';

const version = 1;
const keyIdLength = 4;
const nonceLength = 12;
const tagLength = 16;
export const headLength = 1 + keyIdLength;

export interface Opened {
  readonly plain: Buffer;
  /** Sealed with a previous key: seal it again before that key is dropped. */
  readonly isOutdated: boolean;
}

/**
 * AES-256-GCM: version (1 byte) ‖ key id (4) ‖ nonce (12) ‖ ciphertext ‖ tag (16).
 * @param owner is authenticated, so that a row copied to another owner does not open.
 */
export function seal([key]: SigningKeys, owner: string, plain: Buffer): Buffer {
  const head = headOf(key);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(associated(head, owner));
  return Buffer.concat([head, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** @returns undefined if no key opens the secret: SECRET_KEY was changed, or the row belongs to another owner. */
export function openSealed(keys: SigningKeys, owner: string, sealed: Buffer): Opened | undefined {
  const head = sealed.subarray(0, headLength);
  const key = keys.find((each) => headOf(each).equals(head));
  if (!key || sealed.length < headLength + nonceLength + tagLength) return undefined;
  const nonce = sealed.subarray(headLength, headLength + nonceLength);
  const text = sealed.subarray(headLength + nonceLength, -tagLength);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagLength })
    .setAAD(associated(head, owner))
    .setAuthTag(sealed.subarray(-tagLength));
  try {
    return { plain: Buffer.concat([decipher.update(text), decipher.final()]), isOutdated: key !== keys[0] };
  } catch {
    return undefined;
  }
}

/** The first bytes of every secret that this key has sealed. */
export function headOf(key: KeyObject): Buffer {
  const id = createHash('sha256').update('key-id/').update(key.export()).digest().subarray(0, keyIdLength);
  return Buffer.concat([Buffer.from([version]), id]);
}

function associated(head: Buffer, owner: string): Buffer {
  return Buffer.concat([head, Buffer.from(owner)]);
}
