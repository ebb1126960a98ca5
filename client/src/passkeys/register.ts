import {
  getBrowserCapabilities,
  type PublicKeyCredentialCreationOptionsJSON,
  type RegistrationResponseJSON,
  startRegistration,
} from '@simplewebauthn/browser';
import type { AuthCore } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import { replaceSession } from '../core/replace-session.ts';
import type { AuthToken, User } from '../core/session.ts';
import { perform, withDialog } from './ceremony.ts';
import { type Ceremony, documents, type Passkey } from './documents.ts';
import type { PasskeyOptions } from './log-in.ts';
import { syncPasskeys, whileAdding } from './signals.ts';

type RegistrationCeremony = Ceremony<PublicKeyCredentialCreationOptionsJSON>;

export interface RegisterOptions extends PasskeyOptions {
  /** For the list of passkeys. By default, the service names it after the device. */
  name?: string;
}

/** Adds a passkey to the account of the logged-in user. @throws PasskeyError, AuthError */
export function registerPasskey(auth: AuthCore, { name, signal }: RegisterOptions = {}): Promise<Passkey> {
  const { service, keeper } = partsOf(auth);
  return withDialog(async () => {
    const { ceremony, options } = await keeper.authorized((accessToken) =>
      service.send<RegistrationCeremony>(documents.startRegistration, {
        input: { automatic: false },
        accessToken,
      }),
    );
    return add(auth, { ceremony, ...(name !== undefined && { name }) }, () =>
      perform(() => startRegistration({ optionsJSON: options }), { signal, timeout: options.timeout }),
    );
  });
}

/** In milliseconds. Without a password manager that takes the passkey, browsers never answer. */
const patience = 3_000;

/**
 * After a login with a password, adds a passkey without a dialog, in browsers whose password manager does that for its users.
 * Never rejects, and asks the user for nothing.
 *
 * @returns the passkey, or null if there is none.
 */
export async function upgradeAfterLogin(auth: AuthCore): Promise<Passkey | null> {
  const { service, keeper } = partsOf(auth);
  const giveUp = new AbortController();
  try {
    return await withDialog(async () => {
      const { conditionalCreate } = await getBrowserCapabilities();
      if (conditionalCreate !== 'supported') return null;
      const accessToken = await keeper.freshToken();
      const { ceremony, options } = await service.send<RegistrationCeremony>(documents.startRegistration, {
        input: { automatic: true },
        accessToken,
      });
      const timer = setTimeout(() => giveUp.abort(), patience);
      return await add(auth, { ceremony }, () =>
        perform(() => startRegistration({ optionsJSON: options, useAutoRegister: true }), {
          signal: giveUp.signal,
        }).finally(() => clearTimeout(timer)),
      );
    });
  } catch {
    return null;
  }
}

async function add(
  auth: AuthCore,
  input: { ceremony: string; name?: string },
  create: () => Promise<RegistrationResponseJSON>,
): Promise<Passkey> {
  const { service, keeper } = partsOf(auth);
  const { passkey, tokens } = await whileAdding(async () => {
    const credential = await create();
    return keeper.authorized((accessToken) =>
      service.send<{ passkey: Passkey; tokens: AuthToken | null }>(documents.finishRegistration, {
        input: { ...input, credential },
        accessToken,
      }),
    );
  });
  if (tokens) await keeper.begin(tokens);
  void syncPasskeys(auth);
  return passkey;
}

/**
 * Removes a passkey from the account. All tabs of this browser stay logged in, with a new session; other devices are logged
 * out.
 *
 * @param id of the passkey. @throws AuthError
 */
export async function removePasskey(auth: AuthCore, id: string): Promise<User> {
  const { service, keeper } = partsOf(auth);
  const { tokens } = await replaceSession(keeper, (accessToken) =>
    service.send<{ tokens: AuthToken }>(documents.remove, { input: { id }, accessToken }),
  );
  void syncPasskeys(auth);
  return tokens.user;
}
