import { generateKeyPairSync } from 'node:crypto';
import { calculateJwkThumbprint } from 'jose';
import { ConfigError, loadConfig } from '../../src/kernel/config.ts';
import { keySettings } from '../../src/keys/keys.settings.ts';
import { makePrivateKey, printPrivateKeys } from '../../src/keys/private-keys.ts';
import { settingGroups } from '../../src/startup/own-declarations.ts';

/** @returns the ids of the keys, or the problem. */
function read(JWT_PRIVATE_KEY: string): string[] | string {
  try {
    const { JWT_PRIVATE_KEY: keys } = loadConfig({ JWT_PRIVATE_KEY }, settingGroups()).of(keySettings);
    return (keys ?? []).map(({ kid }) => kid);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.join('\n');
  }
}

const [one, other] = [makePrivateKey(), makePrivateKey()];
const rsa = makePrivateKey('RS256');
const pem = one.signs.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwk = one.signs.export({ format: 'jwk' });
const { kid } = one;
// The service never looks inside a certificate.
const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';

test.each([
  ['PKCS #8', pem, [kid]],
  ['SEC 1', one.signs.export({ type: 'sec1', format: 'pem' }).toString(), [kid]],
  ['PKCS #1', rsa.signs.export({ type: 'pkcs1', format: 'pem' }).toString(), [rsa.kid]],
  [
    'a key after its curve, as written by openssl ecparam',
    `-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n${pem}`,
    [kid],
  ],
  ['a key before its certificate, as HAProxy requires', `${pem}${certificate}`, [kid]],
  ['a key after a chain of certificates', `${certificate}${certificate}${pem}`, [kid]],
  ['a key with its public half', `${one.verifies.export({ type: 'spki', format: 'pem' })}${pem}`, [kid]],
  [
    'a key with other blocks and notes, as written by openssl pkcs12',
    `Bag Attributes\n  friendlyName: auth\n${pem}subject=CN = auth\n${certificate.replaceAll('CERTIFICATE', 'TRUSTED CERTIFICATE')}`,
    [kid],
  ],
  ['a key and parameters', `${pem}${certificate.replaceAll('CERTIFICATE', 'DH PARAMETERS')}`, [kid]],
  ['line breaks written out, as in many files of variables', pem.replaceAll('\n', '\\n'), [kid]],
  ['Windows line breaks', pem.replaceAll('\n', '\r\n'), [kid]],
  [
    'two blocks, the newest first',
    `${other.signs.export({ type: 'pkcs8', format: 'pem' })}${pem}`,
    [other.kid, kid],
  ],
  ['a JWK', JSON.stringify(jwk), [kid]],
  ['a JWK with a name of its own', JSON.stringify({ ...jwk, kid: 'mine', alg: 'ES256', use: 'sig' }), [kid]],
  ['a JWK Set', printPrivateKeys([other, one, rsa]), [other.kid, kid, rsa.kid]],
])('reads %s', (_what, text, names) => {
  expect(read(text)).toEqual(names);
});

test.each([one, rsa])('identifies a key of $algorithm by its thumbprint (RFC 7638)', async (key) => {
  expect(key.kid).toBe(await calculateJwkThumbprint(key.publicJwk));
});

const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey;
const ed25519 = generateKeyPairSync('ed25519').privateKey;
const shortRsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const rsaPss = generateKeyPairSync('rsa-pss', { modulusLength: 3072 }).privateKey;
const asPem = (key: typeof p384) => key.export({ type: 'pkcs8', format: 'pem' }).toString();

test.each([
  ['nonsense', 'nonsense', /must hold 1 to 10 private keys/],
  ['a truncated block', pem.slice(0, 90), /must hold 1 to 10 private keys/],
  ['a whole block and half of another', `${pem}${pem.slice(0, 90)}`, /must hold 1 to 10 private keys/],
  ['a block of something else', pem.replace(/\n.*\n/, '\nAAAA\n'), /must hold 1 to 10 private keys/],
  ['truncated JSON', JSON.stringify(jwk).slice(0, 40), /must hold 1 to 10 private keys/],
  ['an empty set', '{"keys":[]}', /must hold 1 to 10 private keys/],
  ['a set with an empty member', '{"keys":[null]}', /must hold 1 to 10 private keys/],
  ['a secret', '{"kty":"oct","k":"c2VjcmV0"}', /must hold 1 to 10 private keys/],
  [
    'eleven keys',
    printPrivateKeys(Array.from({ length: 11 }, () => makePrivateKey())),
    /must hold 1 to 10 private keys/,
  ],
  ['the same key twice', printPrivateKeys([one, one]), /twice/],
  ['a public key', one.verifies.export({ type: 'spki', format: 'pem' }).toString(), /holds no private key/],
  ['a certificate', certificate, /holds no private key, only a public key or a certificate/],
  ['a certificate and half of a key', `${certificate}${pem.slice(0, 90)}`, /must hold 1 to 10 private keys/],
  ['a public JWK', JSON.stringify(one.publicJwk), /is a public key/],
  [
    'an encrypted key',
    one.signs.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    /is encrypted/,
  ],
  [
    'an encrypted key of the old form',
    one.signs.export({ type: 'sec1', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' }).toString(),
    /is encrypted/,
  ],
  ['another curve', asPem(p384), /P-256/],
  ['another kind', asPem(ed25519), /P-256/],
  ['an RSA key that is too short', asPem(shortRsa), /3072/],
  ['an RSA key for another padding', asPem(rsaPss), /3072/],
  ['a key for another algorithm', JSON.stringify({ ...jwk, alg: 'ES384' }), /"alg" or "use"/],
  ['a key for encryption', JSON.stringify({ ...jwk, use: 'enc' }), /"alg" or "use"/],
  [
    'halves of two keys',
    JSON.stringify({ ...jwk, d: other.signs.export({ format: 'jwk' }).d }),
    /halves do not match|must hold/,
  ],
])('rejects %s, without repeating it', (_what, text, message) => {
  const problem = read(text);
  expect(problem).toMatch(message);
  expect(problem).toMatch(/^JWT_PRIVATE_KEY /);
  expect(problem).not.toContain(String(jwk.d));
});
