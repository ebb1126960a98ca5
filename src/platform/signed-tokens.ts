import { createSecretKey, hkdfSync, type KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';

/** RFC 8725bis: a size limit stands before every other check. */
const longestToken = 4096;
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;
const algorithm = 'HS256';

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

/** Signs and checks the tokens of one kind. HS256 is deterministic: the same claims make the same token. */
export class TokenSigner<Claims extends object> {
  constructor(
    private readonly keys: SigningKeys,
    private readonly kind: TokenKind<Claims>,
  ) {}

  sign(claims: Claims & TokenTimes): string {
    const { type, issuer, audience } = this.kind;
    const header = { alg: algorithm, typ: type };
    return jwt.sign({ iss: issuer, aud: audience, ...claims }, this.keys[0], { algorithm, header });
  }

  /**
   * Checks form, signature, header and claims. Whether the token has ended is not decided here: the caller asks the
   * database's clock (see {@link hasEnded}), so that nodes whose clocks differ agree.
   *
   * @returns what is wrong with whatever is not exactly a token of this kind; never throws.
   */
  verify(token: string): (Claims & TokenTimes) | TokenProblem {
    if (token.length > longestToken || !compactForm.test(token)) return 'malformed';
    for (const key of this.keys) {
      const found = this.verifyWith(key, token);
      if (found !== 'unknown-key') return found;
    }
    return 'unknown-key';
  }

  private verifyWith(key: KeyObject, token: string): (Claims & TokenTimes) | TokenProblem {
    try {
      const { type, issuer, audience, lifetimeSeconds } = this.kind;
      const { header, payload } = jwt.verify(token, key, {
        algorithms: [algorithm],
        issuer,
        audience,
        complete: true,
        ignoreExpiration: true,
      });
      // jsonwebtoken ignores `typ`, `crit`, `b64`, and an embedded or linked key: only these two names may stand here.
      if (header.typ !== type || Object.keys(header).some((name) => name !== 'alg' && name !== 'typ'))
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

/** Clocks of the database and of whoever issued the token may differ by this much, in seconds. */
const clockToleranceSeconds = 5;

export function hasEnded({ exp }: TokenTimes, nowSeconds: number): boolean {
  return exp <= nowSeconds;
}

export function isFromTheFuture({ iat }: TokenTimes, nowSeconds: number): boolean {
  return iat > nowSeconds + clockToleranceSeconds;
}
