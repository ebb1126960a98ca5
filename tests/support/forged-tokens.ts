import { decodeJwt, derivedKey, signText, testSecretKey } from './tokens.ts';

/** How the two kinds of tokens differ. */
export interface Kind {
  type: string;
  otherType: string;
  purpose: Parameters<typeof derivedKey>[0];
  otherPurpose: Parameters<typeof derivedKey>[0];
  otherAudience: string;
}

export const accessKind: Kind = {
  type: 'at+jwt',
  otherType: 'rt+jwt',
  purpose: 'access-token/v1',
  otherPurpose: 'refresh-token/v1',
  otherAudience: 'auth-service/refresh',
};

export const refreshKind: Kind = {
  type: 'rt+jwt',
  otherType: 'at+jwt',
  purpose: 'refresh-token/v1',
  otherPurpose: 'access-token/v1',
  otherAudience: 'auth-service',
};

type Tokens = Record<string, string>;

/**
 * Derives invalid tokens from a valid one: damaged in transit, signed by an attacker, or signed with the stolen key but with
 * a wrong header or wrong claims (RFC 7515, 7519, 8725, 9068).
 *
 * @param listener a URL that a token may tell the service to fetch a key from.
 */
export function forgedTokens(good: string, kind: Kind, listener: string): Tokens {
  return {
    ...damagedTokens(good, kind),
    ...tokensOfOtherKeys(good, kind),
    ...tokensWithHeaders(good, kind, listener),
    ...tokensWithClaims(good, kind),
  };
}

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Replaces the last letter with an equivalent one, since base64 ignores its lowest bits. */
function otherLastLetter(text: string): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return `${text.slice(0, -1)}${letters[letters.indexOf(text.slice(-1)) ^ 1]}`;
}

/** Signs repeatedly until the signature contains both letters that differ between base64 and base64url. */
function withBothSpecialLetters(good: string, { type, purpose }: Kind): string {
  for (let more = 0; ; more += 1) {
    const claims = JSON.stringify({ ...decodeJwt(good), more });
    const token = signText(JSON.stringify({ alg: 'HS256', typ: type }), claims, derivedKey(purpose));
    if (/-.*_|_.*-/.test(token.split('.')[2] ?? '')) return token;
  }
}

function damagedTokens(good: string, kind: Kind): Tokens {
  const [head = '', body = '', signature = ''] = good.split('.');
  const special = withBothSpecialLetters(good, kind);
  return {
    'no valid form': 'nonsense',
    'one part': head,
    'two parts': `${head}.${body}`,
    'an empty signature': `${head}.${body}.`,
    'an empty body': `${head}..${signature}`,
    'an empty head': `.${body}.${signature}`,
    'four parts': `${good}.AAAA`,
    'five parts, as an encrypted one has': `${head}.${body}.${signature}.${body}.${signature}`,
    'a dot before it': `.${good}`,
    'dots alone': '..',
    'ten thousand dots': '.'.repeat(10_000),
    'ten kilobytes, well signed': signText(
      JSON.stringify({ alg: 'HS256', typ: kind.type }),
      JSON.stringify({ ...decodeJwt(good), more: 'x'.repeat(7_500) }),
      derivedKey(kind.purpose),
    ),
    'a damaged signature': `${head}.${body}.${signature.slice(0, -4)}AAAA`,
    'a truncated signature': `${head}.${body}.${signature.slice(0, -1)}`,
    'a signature that is too long': `${head}.${body}.${signature}AAAA`,
    'a reversed signature': `${head}.${body}.${signature.split('').reverse().join('')}`,
    'another spelling of the signature': `${head}.${body}.${otherLastLetter(signature)}`,
    'another spelling of the body': `${head}.${otherLastLetter(body)}.${signature}`,
    'the standard alphabet': special.replaceAll('-', '+').replaceAll('_', '/'),
    'padding behind it': `${good}=`,
    'a space within': `${head}. ${body}.${signature}`,
    'percent signs': `${head}%2E${body}%2E${signature}`,
    'exchanged header and body': `${body}.${head}.${signature}`,
    'other claims under the same signature': `${head}.${base64({ ...decodeJwt(good), sub: '2147483647' })}.${signature}`,
    'another head under the same signature': `${base64({ alg: 'HS256', typ: kind.otherType })}.${body}.${signature}`,
    'the JSON serialization': JSON.stringify({ protected: head, payload: body, signature }),
    'letters of another script': good.replace('e', 'е'.normalize()).replace('J', 'Ј'),
  };
}

function tokensOfOtherKeys(good: string, { type, purpose, otherPurpose }: Kind): Tokens {
  const header = JSON.stringify({ alg: 'HS256', typ: type });
  const claims = JSON.stringify(decodeJwt(good));
  const signed = (key: Buffer) => signText(header, claims, key);
  return {
    'the secret itself as key': signed(Buffer.from(testSecretKey)),
    'the key of the other kind of token': signed(derivedKey(otherPurpose)),
    'a key of another secret': signed(derivedKey(purpose, `${testSecretKey}!`)),
    'an empty key': signed(Buffer.alloc(0)),
    'a key that is the issuer': signed(Buffer.from('http://localhost:4000')),
  };
}

function tokensWithHeaders(good: string, { type, otherType, purpose }: Kind, listener: string): Tokens {
  const key = derivedKey(purpose);
  const claims = JSON.stringify(decodeJwt(good));
  const signed = (header: unknown, digest?: string) => signText(JSON.stringify(header), claims, key, digest);
  const own = { alg: 'HS256', typ: type };
  const unsigned = (alg: string) => signed({ ...own, alg }).replace(/[^.]*$/, '');
  const ownKey = { kty: 'oct', k: Buffer.from('a key of the attacker').toString('base64url') };
  const tokens: Tokens = {
    'SHA-384': signed({ ...own, alg: 'HS384' }, 'sha384'),
    'SHA-512': signed({ ...own, alg: 'HS512' }, 'sha512'),
    'a wrong name of its digest': signed({ ...own, alg: 'HS512' }),
    'no algorithm': signed({ typ: type }),
    'an algorithm in lower case': signed({ ...own, alg: 'hs256' }),
    'a list of algorithms': signed({ ...own, alg: ['HS256'] }),
    'null as the algorithm': signed({ ...own, alg: null }),
    'the type of the other kind': signed({ ...own, typ: otherType }),
    'the common type': signed({ ...own, typ: 'JWT' }),
    'a type in capitals': signed({ ...own, typ: type.toUpperCase() }),
    'no type': signed({ alg: 'HS256' }),
    'a type that is a number': signed({ ...own, typ: 1 }),
    'the name of a key': signed({ ...own, kid: '../../dev/null' }),
    'a key of its own': signText(
      JSON.stringify({ ...own, jwk: ownKey }),
      claims,
      Buffer.from('a key of the attacker'),
    ),
    'the address of a set of keys': signed({ ...own, jku: `${listener}/jwks.json` }),
    'the address of a certificate': signed({ ...own, x5u: `${listener}/certificate.pem` }),
    'a certificate': signed({ ...own, x5c: ['MIIB'] }),
    'the print of a certificate': signed({ ...own, x5t: 'AAAA' }),
    'a critical extension': signed({ ...own, crit: ['exp'] }),
    'a critical extension that exists': signed({ ...own, crit: ['b64'], b64: true }),
    'an unencoded body': signed({ ...own, b64: false }),
    'a compressed body': signed({ ...own, zip: 'DEF' }),
    'a content type': signed({ ...own, cty: 'JWT' }),
    'a header that is a list': signed([own]),
    'a header that is null': signed(null),
    'a header that is a text': signed('HS256'),
    'a header that is not JSON': signText('{"alg":"HS256"', claims, key),
    'a prototype in its header': signText(`{"alg":"HS256","__proto__":{"typ":"${type}"}}`, claims, key),
  };
  for (const alg of ['none', 'None', 'NONE', 'nOnE']) {
    tokens[`the algorithm ${alg}`] = unsigned(alg);
    tokens[`the algorithm ${alg} and a signature`] = signed({ ...own, alg });
  }
  for (const alg of ['RS256', 'ES256', 'PS256', 'EdDSA']) {
    tokens[`the algorithm ${alg} and our secret`] = signed({ ...own, alg });
  }
  return tokens;
}

const year = 365 * 86_400;

function tokensWithClaims(good: string, { type, purpose, otherAudience }: Kind): Tokens {
  const own = decodeJwt(good);
  const { iat, exp, aud, iss } = own;
  const signed = (claims: string | Buffer) =>
    signText(JSON.stringify({ alg: 'HS256', typ: type }), claims, derivedKey(purpose));
  const tokens: Tokens = {
    'a body that is not JSON': signed('{"sub":'),
    'a body that is a list': signed(JSON.stringify([own])),
    'a body that is a text': signed('"sub"'),
    'a body that is a number': signed('1'),
    'a body that is null': signed('null'),
    'a body that is true': signed('true'),
    'a body that is not UTF-8': signed(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])),
    'a subject in its prototype': signed(`{"__proto__":${JSON.stringify(own)}}`),
    'times that PostgreSQL cannot hold': signed(
      JSON.stringify({
        ...own,
        ...(own.gen !== undefined && { gen: own.gen + 1 }),
        iat: 9e15 - 60,
        exp: 9e15,
      }),
    ),
    'an expiry of 1e999': signed(JSON.stringify({ ...own, exp: 0 }).replace('"exp":0', '"exp":1e999')),
  };
  const wrong: Record<string, unknown[]> = {
    iss: [undefined, '', 'https://evil.example', `${iss}/`, iss.slice(0, -1), [iss], null],
    aud: [
      undefined,
      '',
      'billing',
      otherAudience,
      [aud],
      [aud, 'billing'],
      `${aud}x`,
      aud.slice(0, 4),
      '.*',
      null,
    ],
    exp: [undefined, String(exp), exp + 0.5, -1, 0, iat, 1e308, exp * 1000, exp + 10 * year, [exp], null],
    iat: [undefined, String(iat), iat + 0.5, -1, 0, iat * 1000, exp + 1, null],
    nbf: [iat + year, String(iat), null],
    sub: [
      undefined,
      '',
      '0',
      '-1',
      '01',
      '1e3',
      '1.0',
      ' 1',
      '1\n',
      '١',
      '1 or 1=1',
      '1\u0000',
      String(2 ** 31),
      '9'.repeat(400),
    ],
    sid: [
      undefined,
      '',
      'current',
      "' or 1=1 --",
      `{${own.sid}}`,
      `${own.sid}\u0000`,
      1,
      [own.sid],
      { $ne: null },
      null,
    ],
  };
  const typed = [Number(own.sub), [own.sub], { $ne: null }, null, true];
  for (const [claim, values] of Object.entries({ ...wrong, sub: [...(wrong.sub ?? []), ...typed] })) {
    for (const value of values) {
      const shown = JSON.stringify(value)?.slice(0, 60) ?? 'missing';
      tokens[`the claim ${claim}: ${shown}`] = signed(JSON.stringify({ ...own, [claim]: value }));
    }
  }
  return tokens;
}

/** Tokens that are invalid because of claims specific to access tokens. */
export function forgedAccessClaims(good: string): Tokens {
  return forgeClaims(good, accessKind, { jti: [undefined, 1, null, ['a']] });
}

/** Tokens that are invalid because of claims specific to refresh tokens. */
export function forgedRefreshClaims(good: string): Tokens {
  const { sec } = decodeJwt(good);
  return forgeClaims(good, refreshKind, {
    gen: [undefined, -1, 0.5, '0', 2 ** 31, 1e308, [0], null],
    sec: [
      undefined,
      '',
      'A'.repeat(22),
      sec.slice(1),
      `${sec}A`,
      `${sec.slice(0, -1)}+`,
      [sec],
      { $ne: null },
      null,
    ],
  });
}

function forgeClaims(good: string, { type, purpose }: Kind, wrong: Record<string, unknown[]>): Tokens {
  const header = JSON.stringify({ alg: 'HS256', typ: type });
  const cases = Object.entries(wrong).flatMap(([claim, values]) => values.map((value) => ({ claim, value })));
  return Object.fromEntries(
    cases.map(({ claim, value }) => [
      `the claim ${claim}: ${JSON.stringify(value) ?? 'missing'}`,
      signText(header, JSON.stringify({ ...decodeJwt(good), [claim]: value }), derivedKey(purpose)),
    ]),
  );
}
