import { randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import { optionalSetting, type SettingValues, setting } from '../../kernel/config.ts';
import { seconds } from '../../kernel/setting-values.ts';
import {
  deriveKeys,
  type Secrets,
  secretKeys,
  type TokenKeys,
  type TokenKind,
  type TokenProblem,
  TokenSigner,
  type TokenTimes,
} from './signed-tokens.ts';

const placeholder =
  /change.?(me|this|it)|your.*(secret|key)|place.?holder|example|insecure|replace.?(me|this)/i;
const advice = 'make one with "openssl rand -base64 48"';

/** HMAC keys shorter than the hash are weak (RFC 7518, 3.2), and everybody tries the placeholders first. */
const secretKey = z
  .string()
  .refine((text) => Buffer.byteLength(text) >= 32, {
    error: `must be at least 32 bytes; ${advice}`,
    abort: true,
  })
  .refine((text) => new Set(text).size >= 8 && !placeholder.test(text), `is a placeholder; ${advice}`);

export const tokenSettings = {
  SECRET_KEY: optionalSetting(secretKey, {
    help: `every signing key is derived from it; ${advice}`,
    secret: true,
    requiredInProduction: true,
  }),
  SECRET_KEY_PREVIOUS: optionalSetting(secretKey, {
    help: 'Another key, whose tokens are accepted: the one before, or the one to come.',
    secret: true,
  }),
  ACCESS_TOKEN_TTL: setting(seconds.pipe(z.number().min(1, 'must be at least 1s')), {
    default: '24h',
    help: 'How long an access token lives.',
  }),
  JWT_ISSUER: setting(z.string().trim().min(1, 'must not be empty'), {
    default: 'http://localhost:4000',
    help: '`iss` of every token: the address under which this service is known.',
  }),
  JWT_AUDIENCE: setting(z.string().trim().min(1, 'must not be empty'), {
    default: 'auth-service',
    help: '`aud` of access tokens; refresh tokens carry it with "/refresh" behind.',
  }),
};

export type TokenSettings = SettingValues<typeof tokenSettings>;

/** A user's id as tokens and representations carry it: the digits of a positive 32-bit integer. */
export const userIdText = z
  .string()
  .regex(/^[1-9]\d{0,9}$/)
  .refine((digits) => Number(digits) < 2 ** 31);

/** What an access token says (RFC 9068): whose it is and which session it belongs to; nothing personal. */
const accessClaims = z.object({ sub: userIdText, sid: z.uuid(), jti: z.string() });

export type AccessClaims = z.infer<typeof accessClaims>;

type VerifiedClaims = AccessClaims & TokenTimes;

/** Some 10 MB. */
const mostRemembered = 10_000;

export class AccessTokens {
  /** What an access token says by itself, and no feature may. */
  static readonly ownClaims = ['iss', 'aud', 'sub', 'sid', 'iat', 'exp', 'nbf', 'jti'] as const;

  /** Derived from SECRET_KEY: what signs until a feature brings other keys. */
  readonly secretKeys: TokenKeys;
  private readonly kind: TokenKind<AccessClaims>;
  private signer: TokenSigner<AccessClaims>;
  /**
   * A client shows its token with every request, and what was found good stays good while its key does: whether the
   * token has ended, and its session with it, is asked of the database each time.
   */
  private readonly verified = new LRUCache<string, VerifiedClaims>({ max: mostRemembered });

  constructor(secrets: Secrets, settings: TokenSettings) {
    this.kind = {
      type: 'at+jwt',
      issuer: settings.JWT_ISSUER,
      audience: settings.JWT_AUDIENCE,
      lifetimeSeconds: settings.ACCESS_TOKEN_TTL,
      claims: accessClaims,
    };
    this.secretKeys = secretKeys(deriveKeys(secrets, 'access-token/v1'));
    this.signer = new TokenSigner(this.secretKeys, this.kind);
  }

  /** From now on these keys sign and verify, and no others. */
  use(keys: TokenKeys): void {
    this.signer = new TokenSigner(keys, this.kind);
    this.verified.clear();
  }

  /** @param more claims that features add. */
  issue(
    userId: number,
    sessionId: string,
    times: TokenTimes,
    more?: Readonly<Record<string, unknown>>,
  ): string {
    const jti = randomBytes(16).toString('base64url');
    return this.signer.sign({ ...more, sub: String(userId), sid: sessionId, ...times, jti });
  }

  /** @returns its claims when it is one of ours; whether it has ended is for the database's clock to say. */
  verify(token: string): VerifiedClaims | TokenProblem {
    const remembered = this.verified.get(token);
    if (remembered) return remembered;
    const found = this.signer.verify(token);
    // A copy: the text is a part of a header, all of which would be kept with it.
    if (typeof found !== 'string') this.verified.set(Buffer.from(token).toString(), found);
    return found;
  }
}
