import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type JsonWebKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import type { TokenKey } from '../platform/tokens/signed-tokens.ts';

/** A public key in a JWK Set (RFC 7517). */
export interface PublicJwk extends JsonWebKey {
  kid: string;
  alg: 'ES256' | 'RS256';
  use: 'sig';
}

/** A private key that signs access tokens, with its public half. */
export interface PrivateKey extends TokenKey {
  readonly kid: string;
  readonly signs: KeyObject;
  readonly publicJwk: PublicJwk;
}

const minRsaBits = 3072;

/** How many keys one setting may hold; no rotation needs more. */
const maxKeys = 10;

const pemBlock = /-----BEGIN ([A-Z\d ]+)-----[\s\S]+?-----END \1-----/g;

/**
 * Reads private keys, newest first: PEM blocks (line breaks may be written as `\n`), one JWK, or a JWK Set.
 *
 * @throws Error whose message completes "JWT_PRIVATE_KEY …" and never quotes the text.
 */
export function parsePrivateKeys(text: string): PrivateKey[] {
  const trimmed = text.trim();
  const keys = (trimmed.startsWith('{') ? readJwks(trimmed) : readPem(trimmed)).map(describe);
  const known = new Map(keys.map((key) => [key.kid, key]));
  if (known.size < keys.length) throw new Error('holds the same key twice');
  return keys;
}

/** @param kind ES256 signs ten times as fast as RS256, and its tokens are half as long. */
export function makePrivateKey(kind: 'ES256' | 'RS256' = 'ES256'): PrivateKey {
  const { privateKey } =
    kind === 'ES256'
      ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
      : generateKeyPairSync('rsa', { modulusLength: minRsaBits });
  return describe(privateKey);
}

/** Formats keys as a one-line JWK Set that {@link parsePrivateKeys} can read. */
export function printPrivateKeys(keys: readonly PrivateKey[]): string {
  return JSON.stringify(privateJwks(keys));
}

export function privateJwks(keys: readonly PrivateKey[]): { keys: object[] } {
  return { keys: keys.map(({ signs, publicJwk }) => ({ ...publicJwk, ...signs.export({ format: 'jwk' }) })) };
}

function readPem(text: string): KeyObject[] {
  const lines = text.replaceAll('\\n', '\n');
  const found = [...lines.matchAll(pemBlock)];
  const blocks = found.filter(([, label = '']) => !isPublic(label));
  // An unterminated PEM block means that the file is still being copied.
  const isTorn = lines.replace(pemBlock, '').includes('-----');
  if (blocks.length === 0 && found.length > 0 && !isTorn)
    throw new Error(
      'holds no private key, only a public key or a certificate: signing needs the private key',
    );
  if (blocks.length === 0 || blocks.length > maxKeys || isTorn) throw unreadable();
  return blocks.map(([block, label = '']) => {
    if (label.includes('ENCRYPTED') || block.includes('ENCRYPTED'))
      throw new Error(
        'is encrypted: store it without a passphrase, in a file that only the service can read',
      );
    return importKey(block);
  });
}

/** Many tools put a key and its certificate in one file, and `openssl ecparam -genkey` writes the curve before the key. */
function isPublic(label: string): boolean {
  return /PUBLIC KEY|CERTIFICATE|PARAMETERS|X509 CRL/.test(label);
}

function readJwks(text: string): KeyObject[] {
  const found = readJson(text) as { keys?: unknown };
  const jwks = Array.isArray(found.keys) ? found.keys : [found];
  if (jwks.length === 0 || jwks.length > maxKeys) throw unreadable();
  return jwks.map((jwk: JsonWebKey | null) => {
    if (typeof jwk !== 'object' || jwk === null) throw unreadable();
    if (jwk.kty !== 'oct' && jwk.d === undefined)
      throw new Error('is a public key: signing needs the private key');
    const key = importKey({ key: jwk, format: 'jwk' });
    const fitsItsUse = (jwk.alg ?? algorithmOf(key)) === algorithmOf(key) && (jwk.use ?? 'sig') === 'sig';
    if (!fitsItsUse) throw new Error('has an "alg" or "use" that does not fit its kind');
    return key;
  });
}

function readJson(text: string): object {
  try {
    return JSON.parse(text);
  } catch {
    throw unreadable();
  }
}

function importKey(source: Parameters<typeof createPrivateKey>[0]): KeyObject {
  try {
    return createPrivateKey(source);
  } catch {
    throw unreadable();
  }
}

function unreadable(): Error {
  return new Error(
    `must hold 1 to ${maxKeys} private keys, in PEM or as a JWK or JWK Set: "npm run --silent admin -- keys new" creates one`,
  );
}

function algorithmOf(key: KeyObject): 'ES256' | 'RS256' {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type === 'ec' && details?.namedCurve === 'prime256v1') return 'ES256';
  if (type === 'rsa' && (details?.modulusLength ?? 0) >= minRsaBits) return 'RS256';
  throw new Error(`must be a P-256 key, or an RSA key of at least ${minRsaBits} bits`);
}

function describe(signs: KeyObject): PrivateKey {
  const algorithm = algorithmOf(signs);
  const verifies = createPublicKey(signs);
  // A JWK spells out its public half, which may belong to a different key.
  if (!verify('sha256', Buffer.of(1), verifies, sign('sha256', Buffer.of(1), signs)))
    throw new Error('is damaged: its private and public halves do not match');
  const publicJwk = publicJwkOf(verifies);
  return { algorithm, kid: publicJwk.kid, signs, verifies, publicJwk };
}

/** @throws Error if the key is usable for neither ES256 nor RS256. */
export function publicJwkOf(key: KeyObject): PublicJwk {
  const members = key.export({ format: 'jwk' });
  return { ...members, kid: thumbprint(members), alg: algorithmOf(key), use: 'sig' };
}

/** RFC 7638. Depends only on the public key, so every replica computes the same id. */
function thumbprint({ crv, e, kty, n, x, y }: JsonWebKey): string {
  // The RFC requires alphabetical order. JSON.stringify drops the members of the other key type, which are undefined.
  return createHash('sha256').update(JSON.stringify({ crv, e, kty, n, x, y })).digest('base64url');
}
