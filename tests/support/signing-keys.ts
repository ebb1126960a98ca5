import { createHmac, type KeyObject, sign } from 'node:crypto';
import { makePrivateKey, type PrivateKey, printPrivateKeys } from '../../src/keys/private-keys.ts';

/** Generates a key, along with the setting that makes a service sign with it. */
export function newKey(kind?: 'ES256' | 'RS256'): { key: PrivateKey; env: { JWT_PRIVATE_KEY: string } } {
  const key = makePrivateKey(kind);
  return { key, env: { JWT_PRIVATE_KEY: printPrivateKeys([key]) } };
}

export function decodeHeader(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with arbitrary header and claims, signed with a private key or a secret. */
export function signWith(key: KeyObject | Buffer, header: object, claims: object): string {
  const text = `${encode(header)}.${encode(claims)}`;
  const signature = Buffer.isBuffer(key)
    ? createHmac('sha256', key).update(text).digest()
    : sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
  return `${text}.${signature.toString('base64url')}`;
}

/** The response to `GET /.well-known/jwks.json`. */
export async function fetchJwks(service: { url: string }): Promise<Response> {
  return fetch(new URL('/.well-known/jwks.json', service.url));
}
