import type { ApolloLink } from '@apollo/client';
import { type AuthCore, type AuthCoreOptions, createAuthCore } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import type { SessionKeeper } from '../core/session-keeper.ts';
import { makeAuthLink } from './auth-link.ts';
import { authenticationFields as serviceFields } from './authentication-fields.ts';

export interface AuthOptions extends AuthCoreOptions {
  /** Your own mutations that log in, besides the service's. The link sends them without an access token. */
  authenticationFields?: readonly string[];
}

export interface AuthClient extends AuthCore {
  /** Place it before the HttpLink. */
  readonly link: ApolloLink;
}

/** Auth service sessions for Apollo Client. Creating a client has no side effects; they start on first use. */
export function createAuthClient({ authenticationFields = [], ...options }: AuthOptions): AuthClient {
  const core = createAuthCore(options);
  const { keeper } = partsOf(core);
  const clients = new Set<ApolloLink.Operation['client']>();
  resetStores(keeper, clients);
  const link = makeAuthLink(keeper, {
    authenticationFields: new Set([...serviceFields, ...authenticationFields]),
    onOperation: ({ client }) => void clients.add(client),
  });
  return Object.defineProperties({ link }, Object.getOwnPropertyDescriptors(core)) as AuthClient;
}

/** The next user must not see this user's data. */
function resetStores(keeper: SessionKeeper, clients: ReadonlySet<ApolloLink.Operation['client']>): void {
  let userId: string | undefined;
  const forget = () => {
    for (const client of clients) client.resetStore().catch(() => undefined);
  };
  keeper.listen((user, reason) => {
    const isSame = user?.id === userId || reason === 'restored';
    userId = user?.id;
    if (isSame) return;
    // Let the operation that noticed finish first, since a reset would cancel it.
    if (reason === 'ended') setTimeout(forget, 0);
    else forget();
  });
}
