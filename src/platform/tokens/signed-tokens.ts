import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';

/** RFC 8725bis says to check the size first. */
const maxTokenLength = 4096;
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;

/** Each kind has its own key, `typ` and audience (RFC 8725, 3.11 and 3.12). */
export interface TokenKind<Claims> {
  type: string;
  issuer: string;
  audience: string;
  lifetimeSeconds: number;
  claims: z.ZodType<Claims>;
}

/** Whole seconds since 1970, by the database's clock. */
export interface TokenTimes {
  iat: number;
  exp: number;
}

/**
 * Only for the log. Many tokens with an `unknown-key` mean that SECRET_KEY was changed without SECRET_KEY_PREVIOUS, that
 * replicas use different keys, or that an attacker is forging tokens.
 */
export type TokenProblem = 'malformed' | 'unknown-key';

/** The end of the year 9999. PostgreSQL rejects much later times with an error. */
const lastTime = 253_402_300_799;

const time = z.int().min(0).max(lastTime);
const times = z.object({ iat: time, exp: time });

/** The current secret, followed by older ones whose tokens are still valid. */
export type Secrets = readonly [string, ...string[]];

/** HKDF (RFC 5869). */
export function deriveKeys([present, ...previous]: Secrets, purpose: string): SigningKeys {
  return [deriveKey(present, purpose), ...previous.map((secret) => deriveKey(secret, purpose))];
}

function deriveKey(secret: string, purpose: string): KeyObject {
  return createSecretKey(Buffer.from(hkdfSync('sha256', secret, '', `auth-service/${purpose}`, 32)));
}

export type SigningKeys = readonly [KeyObject, ...KeyObject[]];

/** Each key has exactly one algorithm, so a token cannot pick a different one (RFC 8725, 3.1). */
export interface TokenKey {
  readonly algorithm: 'HS256' | 'ES256' | 'RS256';
  /** RFC 7515, 4.1.4. Secrets have no key id. */
  readonly kid?: string;
  readonly signs?: KeyObject;
  readonly verifies: KeyObject;
}

export interface TokenKeys {
  readonly signing: TokenKey;
  /** The keys to try for a token with this `kid`. */
  named(kid: unknown): readonly TokenKey[];
}

export function secretKeys(keys: SigningKeys): TokenKeys {
  const all = keys.map((key): TokenKey => ({ algorithm: 'HS256', signs: key, verifies: key }));
  return { signing: all[0] as TokenKey, named: (kid) => (kid === undefined ? all : []) };
}

/** HS256 is deterministic, so the same claims give the same token. */
export class TokenSigner<Claims extends object> {
  constructor(
    private readonly keys: TokenKeys,
    private readonly kind: TokenKind<Claims>,
  ) {}

  sign(claims: Claims & TokenTimes): string {
    const { type, issuer, audience } = this.kind;
    const { algorithm, kid, signs } = this.keys.signing;
    if (!signs) throw new Error('The signing key is a public key.');
    const header = { alg: algorithm, typ: type, ...(kid !== undefined && { kid }) };
    return jwt.sign({ iss: issuer, aud: audience, ...claims }, signs, { algorithm, header });
  }

  /**
   * Checks form, signature, header and claims, but not expiry. For that, callers use {@link hasEnded} with the database's
   * clock, so that replicas agree even if their clocks differ. Never throws.
   */
  verify(token: string): (Claims & TokenTimes) | TokenProblem {
    if (token.length > maxTokenLength || !compactForm.test(token)) return 'malformed';
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
      // jsonwebtoken ignores `typ`, `crit`, `b64`, `jwk` and `jku`, so reject any unexpected header parameter.
      if (header.typ !== type || Object.keys(header).some((name) => !headerNames.has(name)))
        return 'malformed';
      if (typeof payload !== 'object' || payload.aud !== audience) return 'malformed';
      const { iat, exp } = times.parse(payload);
      if (exp <= iat || exp - iat > lifetimeSeconds) return 'malformed';
      return { ...this.kind.claims.parse(payload), iat, exp };
    } catch (error) {
      // jsonwebtoken also throws plain TypeErrors and SyntaxErrors for some malformed tokens.
      return error instanceof Error && error.message === 'invalid signature' ? 'unknown-key' : 'malformed';
    }
  }
}

const headerNames = new Set(['alg', 'typ', 'kid']);

/** All tokens of a kind that one key has signed have the same header. Evicting one only costs time. */
const knownHeaders = new LRUCache<string, { kid?: unknown }>({ max: 100 });
const maxKnownLength = 300;

function headerOf(token: string): { kid?: unknown } {
  const text = token.slice(0, token.indexOf('.'));
  const known = knownHeaders.get(text);
  if (known) return known;
  const header: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
  if (typeof header !== 'object' || header === null) throw new TypeError('The header is not an object.');
  if (text.length <= maxKnownLength) knownHeaders.set(text, header);
  return header;
}

/** How far the database's clock may differ from the token issuer's. */
const clockToleranceSeconds = 5;

export function hasEnded({ exp }: TokenTimes, nowSeconds: number): boolean {
  return exp <= nowSeconds;
}

export function isFromTheFuture({ iat }: TokenTimes, nowSeconds: number): boolean {
  return iat > nowSeconds + clockToleranceSeconds;
}
