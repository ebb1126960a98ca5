import type { AuthCore } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import { replaceSession } from '../core/replace-session.ts';
import { sendAsUser } from '../core/send-as-user.ts';
import { tokens as tokenFields } from '../core/service.ts';
import type { AuthToken, User } from '../core/session.ts';
import { enrolment } from '../login/documents.ts';
import type { TotpEnrolment } from '../login/login-step.ts';

const documents = {
  startTotp: `mutation { startTotp { ${enrolment} } }`,
  confirmTotp: `mutation ($input: ConfirmTotpInput!) { confirmTotp(input: $input) { recoveryCodes tokens { ${tokenFields} } } }`,
  removeTotp: `mutation { removeTotp { ${tokenFields} } }`,
  newRecoveryCodes: 'mutation { newRecoveryCodes { recoveryCodes } }',
};

/** Begins to set up an authenticator app. An app that the account already has works until `confirmTotp`. */
export function startTotp(auth: AuthCore): Promise<TotpEnrolment> {
  return sendAsUser(auth, documents.startTotp);
}

/**
 * Adds the authenticator app to the account. All tabs of this browser stay logged in, with a new session; other devices are
 * logged out.
 *
 * @returns the recovery codes. Show them now: no other response contains them.
 */
export async function confirmTotp(auth: AuthCore, code: string): Promise<readonly string[]> {
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
export async function removeTotp(auth: AuthCore): Promise<User> {
  const { service, keeper } = partsOf(auth);
  const { user } = await replaceSession(keeper, (accessToken) =>
    service.send<AuthToken>(documents.removeTotp, { accessToken }),
  );
  return user;
}

/** Replaces the recovery codes. @returns the new ones. Show them now: no other response contains them. */
export async function newRecoveryCodes(auth: AuthCore): Promise<readonly string[]> {
  const answer = await sendAsUser<{ recoveryCodes: readonly string[] }>(auth, documents.newRecoveryCodes);
  return answer.recoveryCodes;
}
