import type { AuthCore } from '../core/auth-core.ts';
import { sessionEnded } from '../core/auth-error.ts';
import { mutation } from '../core/mutation.ts';
import { partsOf } from '../core/parts.ts';
import { sendAsUser } from '../core/send-as-user.ts';
import { tokens } from '../core/service.ts';
import { type AuthToken, confirmed, makeSession, type User } from '../core/session.ts';
import { type ConfirmationNeed, makeConfirmation } from './confirmation.ts';
import { type ConfirmationChallenge } from './confirmation-challenge.ts';

/** The challenge of `startConfirmation`, and one proof. */
export type IdentityProof = { challenge: string } & OneOf<{
  password: string;
  emailCode: string;
  totp: string;
  recoveryCode: string;
  /** The AuthenticationResponseJSON of WebAuthn. */
  passkey: object;
}>;

type OneOf<Proofs> = {
  [Name in keyof Proofs]: Pick<Proofs, Name> & { [Other in Exclude<keyof Proofs, Name>]?: never };
}[keyof Proofs];

/**
 * Calls `ask` when operations need a confirmation of the user's identity: once for all operations and tabs that wait. It asks
 * the user, with `startConfirmation` and `confirmIdentity`. The client then sends the operations again. If the user has not
 * confirmed when the promise of `ask` settles, the operations fail with REAUTHENTICATION_REQUIRED. Replaces an earlier `ask`.
 *
 * @returns a function that stops this. Operations that wait then fail.
 */
export function onConfirmationNeeded(auth: AuthCore, ask: (need: ConfirmationNeed) => unknown): () => void {
  const { keeper } = partsOf(auth);
  const confirmation = makeConfirmation(ask, keeper.channelName, (kind) => keeper.tell(kind));
  keeper.confirmation?.stop();
  keeper.confirmation = confirmation;
  return () => {
    if (keeper.confirmation === confirmation) keeper.confirmation = undefined;
    confirmation.stop();
  };
}

/** Returns the proofs that the service accepts now. If a code is the only one, the service mails it. */
export function startConfirmation(auth: AuthCore): Promise<ConfirmationChallenge> {
  return sendAsUser(auth, 'mutation { startConfirmation { challenge methods expiresIn passkeyOptions } }');
}

/** Confirms the user's identity in every tab. The client then sends the waiting operations again. */
export async function confirmIdentity(auth: AuthCore, proof: IdentityProof): Promise<User> {
  const { keeper } = partsOf(auth);
  const document = mutation('confirmIdentity', 'ConfirmIdentityInput!', tokens);
  const next = makeSession(await sendAsUser<AuthToken>(auth, document, proof));
  if (keeper.session?.id !== next.id) throw sessionEnded();
  const session = confirmed(keeper.session, next);
  keeper.renew('confirmed', session);
  keeper.confirmation?.confirmed();
  return session.user;
}
