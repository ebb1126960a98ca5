import type { ApolloLink } from '@apollo/client';
import {
  confirmIdentity,
  type IdentityProof,
  onConfirmationNeeded,
  startConfirmation,
} from '../confirmation/confirm-identity.ts';
import type { ConfirmationNeed } from '../confirmation/confirmation.ts';
import type { ConfirmationChallenge } from '../confirmation/confirmation-challenge.ts';
import { type AuthCore, type AuthCoreOptions, type Credentials, createAuthCore } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import type { User } from '../core/session.ts';
import type { SessionKeeper } from '../core/session-keeper.ts';
import type { LoginStep } from '../login/login-step.ts';
import {
  completeSignup,
  continueLogin,
  type LoginProof,
  type SignupProof,
  startLogin,
} from '../login/login-steps.ts';
import { makeAuthLink } from './auth-link.ts';
import { authenticationFields as serviceFields } from './authentication-fields.ts';

export interface AuthOptions extends AuthCoreOptions {
  /** Your own mutations that log in, besides the service's. The link sends them without an access token. */
  authenticationFields?: readonly string[];
  /**
   * Asks the user to confirm their identity, as the function of this name does. Without it, operations that need a
   * confirmation fail at once.
   */
  onConfirmationNeeded?: (need: ConfirmationNeed) => unknown;
}

/** The functions of the same names say what these methods do. */
export interface AuthClient extends AuthCore {
  /** Place it before the HttpLink. */
  readonly link: ApolloLink;
  startLogin(credentials: Credentials): Promise<LoginStep>;
  continueLogin(proof: LoginProof): Promise<LoginStep>;
  completeSignup(proof: SignupProof): Promise<LoginStep>;
  startConfirmation(): Promise<ConfirmationChallenge>;
  confirmIdentity(proof: IdentityProof): Promise<User>;
}

/** Auth service sessions for Apollo Client. Creating a client has no side effects; they start on first use. */
export function createAuthClient({
  authenticationFields = [],
  onConfirmationNeeded: ask,
  ...options
}: AuthOptions): AuthClient {
  const core = createAuthCore(options);
  if (ask) onConfirmationNeeded(core, ask);
  const { keeper } = partsOf(core);
  const clients = new Set<ApolloLink.Operation['client']>();
  resetStores(keeper, clients);
  const link = makeAuthLink(keeper, {
    authenticationFields: new Set([...serviceFields, ...authenticationFields]),
    onOperation: ({ client }) => void clients.add(client),
  });
  const of =
    <Input, Output>(call: (auth: AuthCore, input: Input) => Promise<Output>) =>
    (input: Input) =>
      call(core, input);
  const methods = {
    link,
    startLogin: of(startLogin),
    continueLogin: of(continueLogin),
    completeSignup: of(completeSignup),
    startConfirmation: () => startConfirmation(core),
    confirmIdentity: of(confirmIdentity),
  } satisfies Omit<AuthClient, keyof AuthCore>;
  return Object.defineProperties(methods, Object.getOwnPropertyDescriptors(core)) as AuthClient;
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
