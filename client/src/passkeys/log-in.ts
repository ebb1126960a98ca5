import {
  type AuthenticationResponseJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
} from '@simplewebauthn/browser';
import type { AuthCore } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import type { LoginAnswer } from '../core/service.ts';
import type { LoginStep } from '../login/login-step.ts';
import { takeStep } from '../login/take-step.ts';
import { perform, withDialog } from './ceremony.ts';
import { type Ceremony, documents } from './documents.ts';
import { PasskeyError } from './passkey-error.ts';
import { sendPasskey, syncPasskeys } from './signals.ts';

type LoginCeremony = Ceremony<PublicKeyCredentialRequestOptionsJSON>;

export interface PasskeyOptions {
  /** Closes the browser's dialog. */
  signal?: AbortSignal;
}

/** Asks the user for a passkey, and logs in. @throws PasskeyError, AuthError */
export function logInWithPasskey(auth: AuthCore, { signal }: PasskeyOptions = {}): Promise<LoginStep> {
  return withDialog(async () => {
    const ceremony = await startLogin(auth);
    const { options } = ceremony;
    const credential = await perform(() => startAuthentication({ optionsJSON: options }), {
      signal,
      timeout: options.timeout,
    });
    return finishLogin(auth, ceremony, credential, signal);
  });
}

export function startLogin(auth: AuthCore): Promise<LoginCeremony> {
  return partsOf(auth).service.send(documents.startLogin, {});
}

export async function finishLogin(
  auth: AuthCore,
  { ceremony, options }: LoginCeremony,
  credential: AuthenticationResponseJSON,
  signal?: AbortSignal,
): Promise<LoginStep> {
  const { service, keeper } = partsOf(auth);
  const input = { ceremony, credential };
  const answer = await sendPasskey(options, credential, () =>
    service.send<LoginAnswer>(documents.finishLogin, { input }),
  );
  if (signal?.aborted) throw new PasskeyError('PASSKEY_CANCELLED');
  const step = await takeStep(keeper, answer);
  if (step.user) void syncPasskeys(auth);
  return step;
}
