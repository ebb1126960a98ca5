import type { AuthCore } from '../core/auth-core.ts';
import { mutation } from '../core/mutation.ts';
import { partsOf } from '../core/parts.ts';
import { replaceSession } from '../core/replace-session.ts';
import { tokens } from '../core/service.ts';
import type { AuthToken, User } from '../core/session.ts';

export interface PasswordChange {
  currentPassword: string;
  newPassword: string;
}

/** From the mail to the new email: the token of its link, or its code with the flow of the request. */
export type EmailChangeProof =
  | { token: string }
  | {
      flow: string;
      code: string;
      /** The code from the mail to the old email. With it, the old email cannot undo the change. */
      oldCode?: string;
    };

/** Changes the password. All tabs of this browser stay logged in, with a new session; other devices are logged out. */
export function changePassword(auth: AuthCore, change: PasswordChange): Promise<User> {
  return replace(auth, 'changePassword', 'ChangePasswordInput!', change);
}

/** Completes a change that `requestEmailChange` began. Replaces the session, as `changePassword` does. */
export function confirmEmailChange(auth: AuthCore, proof: EmailChangeProof): Promise<User> {
  return replace(auth, 'confirmEmailChange', 'ConfirmEmailChangeInput!', proof);
}

async function replace(auth: AuthCore, name: string, type: string, input: object): Promise<User> {
  const { service, keeper } = partsOf(auth);
  const { user } = await replaceSession(keeper, (accessToken) =>
    service.send<AuthToken>(mutation(name, type, tokens), { input, accessToken }),
  );
  return user;
}
