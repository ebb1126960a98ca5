import { createHmac, hkdfSync } from 'node:crypto';

export const testSecretKey = 'test-0123456789-abcdefghijklmnopqrstuvwxyz';

/** Reads a token's claims without verifying it. */
// biome-ignore lint/suspicious/noExplicitAny: the claims depend on the test
export function decodeJwt(token: string): Record<string, any> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

type Purpose = 'access-token/v1' | 'refresh-token/v1';

/** The key that the service derives from its secret for one kind of token. */
export function derivedKey(purpose: Purpose, secret = testSecretKey): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', `auth-service/${purpose}`, 32));
}

/** A token with arbitrary header and body, well-formed or not, signed with any key. */
export function signText(
  header: string | Buffer,
  claims: string | Buffer,
  key: Buffer,
  digest = 'sha256',
): string {
  const text = [header, claims].map((part) => Buffer.from(part).toString('base64url')).join('.');
  return `${text}.${createHmac(digest, key).update(text).digest('base64url')}`;
}

/** Signs a token with the service's own key, as an attacker who stole it could. */
export function forgeAccessToken(claims: object, header: object = { alg: 'HS256', typ: 'at+jwt' }): string {
  return signText(JSON.stringify(header), JSON.stringify(claims), derivedKey('access-token/v1'));
}

export function forgeRefreshToken(claims: object, header: object = { alg: 'HS256', typ: 'rt+jwt' }): string {
  return signText(JSON.stringify(header), JSON.stringify(claims), derivedKey('refresh-token/v1'));
}
