import type { Service } from './service.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** What the client shares with this package's optional parts, so that only apps that use these parts load them. */
export interface Parts {
  service: Service;
  keeper: SessionKeeper;
}

export const parts: unique symbol = Symbol('parts');

/** @throws TypeError unless `auth` comes from `createAuthClient` or `createAuthCore`. */
export function partsOf(auth: { readonly [parts]?: Parts }): Parts {
  const found = auth[parts];
  if (!found) throw new TypeError('Pass what createAuthClient or createAuthCore has returned.');
  return found;
}
