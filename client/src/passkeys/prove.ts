import { type PublicKeyCredentialRequestOptionsJSON, startAuthentication } from '@simplewebauthn/browser';
import { confirmIdentity } from '../confirmation/confirm-identity.ts';
import type { ConfirmationChallenge } from '../confirmation/confirmation-challenge.ts';
import type { AuthCore } from '../core/auth-core.ts';
import type { User } from '../core/session.ts';
import type { LoginFlow, LoginState } from '../login/login-state.ts';
import { perform, withDialog } from './ceremony.ts';
import type { PasskeyOptions } from './log-in.ts';
import { PasskeyError } from './passkey-error.ts';
import { sendPasskey } from './signals.ts';

/** Proves a login's second factor with a passkey, while its state has `passkeyOptions`. Never rejects. */
export async function proveWithPasskey(flow: LoginFlow): Promise<LoginState> {
  let used: { options: PublicKeyCredentialRequestOptionsJSON; id: string } | undefined;
  const state = await flow.provePasskey((given, signal) =>
    withDialog(async () => {
      const options = given as PublicKeyCredentialRequestOptionsJSON;
      const credential = await ask(options, { signal });
      used = { options, id: credential.id };
      return credential;
    }),
  );
  const error = state.problem?.error;
  if (used && error)
    await sendPasskey(used.options, used, () => Promise.reject(error)).catch(() => undefined);
  return state;
}

/**
 * Confirms the identity of the logged-in user with a passkey.
 *
 * @param confirmation what `startConfirmation` has returned, with `passkeyOptions`. @throws PasskeyError, AuthError
 */
export function confirmWithPasskey(
  auth: AuthCore,
  confirmation: ConfirmationChallenge,
  { signal }: PasskeyOptions = {},
): Promise<User> {
  const { challenge, passkeyOptions } = confirmation;
  return withDialog(async () => {
    if (!passkeyOptions) throw new PasskeyError('PASSKEY_NOT_SUPPORTED');
    const options = passkeyOptions as PublicKeyCredentialRequestOptionsJSON;
    const passkey = await ask(options, { signal });
    return sendPasskey(options, passkey, () => confirmIdentity(auth, { challenge, passkey }));
  });
}

function ask(
  optionsJSON: PublicKeyCredentialRequestOptionsJSON,
  { signal }: { signal: AbortSignal | undefined },
) {
  return perform(() => startAuthentication({ optionsJSON }), { signal, timeout: optionsJSON.timeout });
}
