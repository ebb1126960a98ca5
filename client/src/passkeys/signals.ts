import { sendSignal } from '@simplewebauthn/browser';
import type { AuthCore } from '../core/auth-core.ts';
import { hasCode } from '../core/auth-error.ts';
import { partsOf } from '../core/parts.ts';
import { documents } from './documents.ts';

interface Signals {
  username: string;
  passkeySignals: { rpId: string; userHandle: string; acceptedCredentialIds: string[] } | null;
}

let additions = 0;

/** Adds a passkey. Until then and meanwhile, a list of passkeys lacks it, and would make the browser delete it. */
export async function whileAdding<Result>(add: () => Promise<Result>): Promise<Result> {
  additions += 1;
  try {
    return await add();
  } finally {
    additions += 1;
  }
}

/** Signals only help the user to choose the right passkey. Browsers that know none reject them. */
async function signal(options: Parameters<typeof sendSignal>[0]): Promise<void> {
  await sendSignal(options).catch(() => undefined);
}

/**
 * Tells the browser which passkeys the account accepts, and its username, so that the browser offers no removed passkey and
 * no old name. Call it after `changeUsername`. The functions of this module call it after a login, an addition and a removal.
 */
export async function syncPasskeys(auth: AuthCore): Promise<void> {
  const { service, keeper } = partsOf(auth);
  try {
    const accessToken = await keeper.freshToken();
    const before = additions;
    const { username, passkeySignals } = await service.send<Signals>(documents.signals, { accessToken });
    if (!passkeySignals || before !== additions) return;
    const { rpId: rpID, userHandle: userID, acceptedCredentialIds } = passkeySignals;
    await signal({
      signalName: 'allAcceptedCredentials',
      rpID,
      userID,
      allAcceptedCredentialIDs: acceptedCredentialIds,
    });
    await signal({
      signalName: 'currentUserDetails',
      rpID,
      userID,
      userName: username,
      userDisplayName: username,
    });
  } catch {}
}

/**
 * Sends a passkey to the service. Only if no account has it, the device may delete it: any other refusal may be temporary,
 * but the deletion is final.
 */
export async function sendPasskey<Result>(
  { rpId: rpID = '' }: { rpId?: string },
  { id: credentialID }: { id: string },
  send: () => Promise<Result>,
): Promise<Result> {
  try {
    return await send();
  } catch (error) {
    if (hasCode(error, 'PASSKEY_UNKNOWN'))
      await signal({ signalName: 'unknownCredential', rpID, credentialID });
    throw error;
  }
}
