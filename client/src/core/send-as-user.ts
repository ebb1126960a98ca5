import type { AuthCore } from './auth-core.ts';
import { partsOf } from './parts.ts';

/** Sends a document with one root field as the logged-in user. @returns that field. @throws as `SessionKeeper.authorized` does. */
export function sendAsUser<Result>(auth: AuthCore, document: string, input?: object): Promise<Result> {
  const { service, keeper } = partsOf(auth);
  return keeper.authorized((accessToken) => service.send<Result>(document, { input, accessToken }));
}
