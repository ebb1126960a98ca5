import type { AuthCore } from './auth-core.ts';
import { sessionEnded } from './auth-error.ts';
import { claimsOf } from './claims.ts';
import { partsOf } from './parts.ts';

/** Sends a document with one root field as the logged-in user. @returns that field. @throws as `SessionKeeper.authorized` does. */
export function sendAsUser<Result>(auth: AuthCore, document: string, input?: object): Promise<Result> {
  const { service, keeper } = partsOf(auth);
  return keeper.authorized(async (accessToken) => {
    const result = await service.send<Result>(document, { input, accessToken });
    // What one user has asked for must not act on the session of the next one.
    if (keeper.session && !keeper.owns(claimsOf(accessToken).sid)) throw sessionEnded();
    return result;
  });
}
