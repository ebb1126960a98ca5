import { GraphQLError } from 'graphql';
import { createRemoteJWKSet, errors, jwtVerify } from 'jose';

/** Who sent a request: a user, or else the error for fields that require one. */
export type Caller = { userId: string } | { error: GraphQLError };

interface Settings {
  authUrl: string;
  issuer: string;
  audience: string;
}

/**
 * Verifies access tokens offline. A logout takes effect here only when the token expires, so keep ACCESS_TOKEN_TTL short
 * (docs/gateways.md).
 */
export function makeCallerOf({ authUrl, issuer, audience }: Settings) {
  // jose refetches the keys when a token names an unknown one, and every minute, so that revoked keys disappear.
  const keys = createRemoteJWKSet(new URL('/.well-known/jwks.json', authUrl), { cacheMaxAge: 60_000 });
  const rules = { issuer, audience, typ: 'at+jwt', algorithms: ['ES256', 'RS256'] };

  return async (authorization: string | undefined): Promise<Caller> => {
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return unauthenticated('TOKEN_MISSING', 'Log in to write.');
    try {
      const { payload } = await jwtVerify(token, keys, rules);
      if (payload.sub !== undefined) return { userId: payload.sub };
    } catch (error) {
      if (error instanceof errors.JWTExpired) return unauthenticated('TOKEN_EXPIRED', 'Refresh the token.');
      if (!isInvalid(error)) return unavailable();
    }
    return unauthenticated('TOKEN_INVALID', 'Refresh the token, or log in again.');
  };
}

/** Whether the token is at fault, rather than the request for the keys. */
function isInvalid(error: unknown): boolean {
  const keysFailed = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];
  return error instanceof errors.JOSEError && !keysFailed.includes(error.code);
}

/** Includes a `reason`, like the auth service: it tells clients whether to refresh. */
function unauthenticated(reason: string, message: string): Caller {
  return { error: new GraphQLError(message, { extensions: { code: 'UNAUTHENTICATED', reason } }) };
}

function unavailable(): Caller {
  const extensions = { code: 'TEMPORARILY_UNAVAILABLE', retryAfterSeconds: 1 };
  return { error: new GraphQLError('The keys of the auth service are unavailable.', { extensions }) };
}
