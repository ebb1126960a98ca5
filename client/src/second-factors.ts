import type { AuthClient } from './auth-client.ts';
import { partsOf } from './parts.ts';
import { replaceSession } from './replace-session.ts';
import { enrolment, tokens as tokenFields } from './service.ts';
import type { AuthToken, TotpEnrolment, User } from './session.ts';

const documents = {
  startTotp: `mutation { startTotp { ${enrolment} } }`,
  confirmTotp: `mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes tokens { ${tokenFields} } } }`,
  removeTotp: `mutation { removeTotp { ${tokenFields} } }`,
  newRecoveryCodes: 'mutation { newRecoveryCodes { recoveryCodes } }',
};

/** Begins to set up an authenticator app. An app that the account already has works until `confirmTotp`. */
export function startTotp(auth: AuthClient): Promise<TotpEnrolment> {
  const { service, keeper } = partsOf(auth);
  return keeper.authorized((accessToken) => service.send(documents.startTotp, { accessToken }));
}

/**
 * Adds the authenticator app to the account. All tabs of this browser stay logged in, with a new session; other devices are
 * logged out.
 *
 * @returns the recovery codes. Show them now: no other response contains them.
 */
export async function confirmTotp(auth: AuthClient, code: string): Promise<readonly string[]> {
  const { service, keeper } = partsOf(auth);
  const { recoveryCodes } = await replaceSession(keeper, (accessToken) =>
    service.send<{ recoveryCodes: readonly string[]; tokens: AuthToken }>(documents.confirmTotp, {
      input: { code },
      accessToken,
    }),
  );
  return recoveryCodes;
}

/** Removes the authenticator app from the account. Replaces the session, as `confirmTotp` does. */
export function removeTotp(auth: AuthClient): Promise<User> {
  const { service, keeper } = partsOf(auth);
  return keeper.replace((accessToken) => service.send(documents.removeTotp, { accessToken }));
}

/** Replaces the recovery codes. @returns the new ones. Show them now: no other response contains them. */
export async function newRecoveryCodes(auth: AuthClient): Promise<readonly string[]> {
  const { service, keeper } = partsOf(auth);
  const { recoveryCodes } = await keeper.authorized((accessToken) =>
    service.send<{ recoveryCodes: readonly string[] }>(documents.newRecoveryCodes, { accessToken }),
  );
  return recoveryCodes;
}
