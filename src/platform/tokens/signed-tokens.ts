import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';

/** RFC 8725bis: a size limit stands before every other check. */
const longestToken = 4096;
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** One use of signed tokens. Each has its own key, its own `typ` and its own audience (RFC 8725, 3.11 and 3.12). */
export interface TokenKind<Claims> {
  /** Media type in the header, such as `at+jwt`. */
  type: string;
  issuer: string;
  audience: string;
  /** The longest time between `iat` and `exp`, in seconds. */
  lifetimeSeconds: number;
  claims: z.ZodType<Claims>;
}

/** When a token was issued and when it ends, in whole seconds since 1970, by the database's clock. */
export interface TokenTimes {
  iat: number;
  exp: number;
}

/**
 * For the log; callers are told of neither. Many tokens of an `unknown-key` mean that SECRET_KEY was changed without
 * SECRET_KEY_PREVIOUS, that replicas have different keys, or that somebody tries to forge.
 */
export type TokenProblem = 'malformed' | 'unknown-key';

const times = z.object({ iat: z.int().min(0), exp: z.int().min(0) });

/** Secrets of the service: the present one, and the one before it while its tokens live on. */
export type Secrets = readonly [string, ...string[]];

/** Derives an independent key for one purpose from each of the secrets (HKDF, RFC 5869). */
export function deriveKeys([present, ...previous]: Secrets, purpose: string): SigningKeys {
  return [deriveKey(present, purpose), ...previous.map((secret) => deriveKey(secret, purpose))];
}

function deriveKey(secret: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `auth-service/${purpose}`, 32)));
}

/** The key that signs, and those before it, whose tokens are still good. */
export type SigningKeys = readonly [KeyObject, ...KeyObject[]];

/** One key of one algorithm: no token chooses with which of several it is checked (RFC 8725, 3.1). */
export interface TokenKey {
  readonly algorithm: 'HS256' | 'ES256' | 'RS256';
  /** Under which others find the public half (RFC 7515, 4.1.4). A secret of ours has no name. */
  readonly kid?: string;
  /** What signs; only who holds it can. */
  readonly signs?: KeyObject;
  readonly verifies: KeyObject;
}

/** The keys of one kind of token at one moment. */
export interface TokenKeys {
  readonly signing: TokenKey;
  /** Those that a token may be signed with whose header has this `kid`, or none. */
  named(kid: unknown): readonly TokenKey[];
}

/** Secrets have no names: a token is tried with each of them. */
export function secretKeys(keys: SigningKeys): TokenKeys {
  const all = keys.map((key): TokenKey => ({ algorithm: 'HS256', signs: key, verifies: key }));
  return { signing: all[0] as TokenKey, named: (kid) => (kid === undefined ? all : []) };
}

/** Signs and checks the tokens of one kind. HS256 is deterministic: the same claims make the same token. */
export class TokenSigner<Claims extends object> {
  constructor(
    private readonly keys: TokenKeys,
    private readonly kind: TokenKind<Claims>,
  ) {}

  sign(claims: Claims & TokenTimes): string {
    const { type, issuer, audience } = this.kind;
    const { algorithm, kid, signs } = this.keys.signing;
    if (!signs) throw new Error('The key that is to sign is a public one.');
    const header = { alg: algorithm, typ: type, ...(kid !== undefined && { kid }) };
    return jwt.sign({ iss: issuer, aud: audience, ...claims }, signs, { algorithm, header });
  }

  /**
   * Checks form, signature, header and claims. Whether the token has ended is not decided here: the caller asks the
   * database's clock (see {@link hasEnded}), so that nodes whose clocks differ agree.
   *
   * @returns what is wrong with whatever is not exactly a token of this kind; never throws.
   */
  verify(token: string): (Claims & TokenTimes) | TokenProblem {
    if (token.length > longestToken || !compactForm.test(token)) return 'malformed';
    try {
      for (const key of this.keys.named(headerOf(token).kid)) {
        const found = this.verifyWith(key, token);
        if (found !== 'unknown-key') return found;
      }
      return 'unknown-key';
    } catch {
      return 'malformed';
    }
  }

  private verifyWith(key: TokenKey, token: string): (Claims & TokenTimes) | TokenProblem {
    try {
      const { type, issuer, audience, lifetimeSeconds } = this.kind;
      const { header, payload } = jwt.verify(token, key.verifies, {
        algorithms: [key.algorithm],
        issuer,
        audience,
        complete: true,
        ignoreExpiration: true,
      });
      // jsonwebtoken ignores `typ`, `crit`, `b64`, and an embedded or linked key: no other names may stand here.
      if (header.typ !== type || Object.keys(header).some((name) => !headerNames.has(name)))
        return 'malformed';
      if (typeof payload !== 'object' || payload.aud !== audience) return 'malformed';
      const { iat, exp } = times.parse(payload);
      if (exp <= iat || exp - iat > lifetimeSeconds) return 'malformed';
      return { ...this.kind.claims.parse(payload), iat, exp };
    } catch (error) {
      // Besides its own errors, jsonwebtoken throws bare TypeErrors and SyntaxErrors for some damaged tokens.
      return error instanceof Error && error.message === 'invalid signature' ? 'unknown-key' : 'malformed';
    }
  }
}

const headerNames = new Set(['alg', 'typ', 'kid']);

/** @throws what JSON.parse throws, and a TypeError for what is no object. */
function headerOf(token: string): { kid?: unknown } {
  const text = Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString();
  const header: unknown = JSON.parse(text);
  if (typeof header !== 'object' || header === null) throw new TypeError('The header is no object.');
  return header;
}

/** Clocks of the database and of whoever issued the token may differ by this much, in seconds. */
const clockToleranceSeconds = 5;

export function hasEnded({ exp }: TokenTimes, nowSeconds: number): boolean {
  return exp <= nowSeconds;
}

export function isFromTheFuture({ iat }: TokenTimes, nowSeconds: number): boolean {
  return iat > nowSeconds + clockToleranceSeconds;
}
