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
const advice = 'generate one with "openssl rand -base64 48"';

/** HMAC keys shorter than the hash are weak (RFC 7518, 3.2), and placeholders are the first thing attackers try. */
const secretKey = z
  .string()
  .refine((text) => Buffer.byteLength(text) >= 32, {
    error: `must be at least 32 bytes; ${advice}`,
    abort: true,
  })
  .refine((text) => new Set(text).size >= 8 && !placeholder.test(text), `is a placeholder; ${advice}`);

export const tokenSettings = {
  SECRET_KEY: optionalSetting(secretKey, {
    help: `all signing keys are derived from it; ${advice}`,
    secret: true,
    requiredInProduction: true,
  }),
  SECRET_KEY_PREVIOUS: optionalSetting(secretKey, {
    help: 'A second key whose tokens are accepted: the previous key or the next key.',
    secret: true,
  }),
  ACCESS_TOKEN_TTL: setting(seconds.pipe(z.number().min(1, 'must be at least 1s')), {
    default: '24h',
    help: 'Lifetime of an access token.',
  }),
  JWT_ISSUER: optionalSetting(z.string().trim().min(1, 'must not be empty'), {
    help: 'the public URL of this service, `iss` of every token',
    requiredInProduction: true,
  }),
  JWT_AUDIENCE: setting(z.string().trim().min(1, 'must not be empty'), {
    default: 'auth-service',
    help: '`aud` of access tokens; refresh tokens append "/refresh".',
  }),
};

export type TokenSettings = SettingValues<typeof tokenSettings>;

/** A user id in tokens and representations: a positive 32-bit integer. */
export const userIdText = z
  .string()
  .regex(/^[1-9]\d{0,9}$/)
  .refine((digits) => Number(digits) < 2 ** 31);

/** What this service reads from a token. The other claims are for other services. */
const accessClaims = z.object({ sub: userIdText, sid: z.uuid(), jti: z.string() });

export type AccessClaims = z.infer<typeof accessClaims>;

type VerifiedClaims = AccessClaims & TokenTimes;

/** This many cached tokens take up about 10 MB. */
const maxCachedTokens = 10_000;

export class AccessTokens {
  /** Claims that features may not set. */
  static readonly ownClaims = [
    ...['iss', 'aud', 'sub', 'sid', 'iat', 'exp', 'nbf', 'jti'],
    ...['auth_time', 'amr', 'acr'],
  ] as const;

  /** Derived from SECRET_KEY. Used until a feature provides other keys. */
  readonly secretKeys: TokenKeys;
  readonly issuer: string;
  private readonly kind: TokenKind<AccessClaims>;
  private signer: TokenSigner<AccessClaims>;
  /** A verified signature stays valid as long as the keys do. The database checks expiry and session on every request. */
  private readonly verified = new LRUCache<string, VerifiedClaims>({ max: maxCachedTokens });

  /** @param ownUrl the issuer if JWT_ISSUER is not set. */
  constructor(secrets: Secrets, settings: TokenSettings, ownUrl: string) {
    this.issuer = settings.JWT_ISSUER ?? ownUrl;
    this.kind = {
      type: 'at+jwt',
      issuer: this.issuer,
      audience: settings.JWT_AUDIENCE,
      lifetimeSeconds: settings.ACCESS_TOKEN_TTL,
      claims: accessClaims,
    };
    this.secretKeys = secretKeys(deriveKeys(secrets, 'access-token/v1'));
    this.signer = new TokenSigner(this.secretKeys, this.kind);
  }

  use(keys: TokenKeys): void {
    this.signer = new TokenSigner(keys, this.kind);
    this.verified.clear();
  }

  issue(
    userId: number,
    sessionId: string,
    times: TokenTimes,
    more?: Readonly<Record<string, unknown>>,
  ): string {
    const jti = randomBytes(16).toString('base64url');
    return this.signer.sign({ ...more, sub: String(userId), sid: sessionId, ...times, jti });
  }

  /** Does not check expiry, since only the database's clock counts. */
  verify(token: string): VerifiedClaims | TokenProblem {
    const remembered = this.verified.get(token);
    if (remembered) return remembered;
    const found = this.signer.verify(token);
    // Copied, since a slice would keep the whole header string in memory.
    if (typeof found !== 'string') this.verified.set(Buffer.from(token).toString(), found);
    return found;
  }
}
