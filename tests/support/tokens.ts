import { createHmac, hkdfSync } from 'node:crypto';

export const testSecretKey = 'test-0123456789-abcdefghijklmnopqrstuvwxyz';

/** The claims of a token, unchecked. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads whatever claim it is about
export function decodeJwt(token: string): Record<string, any> {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function sign(header: object, claims: object, purpose: string): string {
  const key = Buffer.from(hkdfSync('sha256', testSecretKey, '', `auth-service/${purpose}`, 32));
  const text = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

/** Signs as the service does, with the service's own key: what only somebody who has stolen it could make. */
export function forgeAccessToken(claims: object, header: object = { alg: 'HS256', typ: 'at+jwt' }): string {
  return sign(header, claims, 'access-token/v1');
}

export function forgeRefreshToken(claims: object, header: object = { alg: 'HS256', typ: 'rt+jwt' }): string {
  return sign(header, claims, 'refresh-token/v1');
}
