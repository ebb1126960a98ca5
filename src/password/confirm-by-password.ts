import { canonicalIdentifiers } from '../accounts/identifiers.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { ConfirmationMethod } from '../feature/proofs.ts';
import { wrongConfirmation } from './password.errors.ts';
import { confirmAttempt } from './password-attempts.ts';
import { provePassword } from './prove-password.ts';

const selectPassword = 'select 1 from password_credentials where user_id = $1';

export const confirmByPassword: ConfirmationMethod = {
  name: 'PASSWORD',
  field: 'password',
  proofs: ['pwd'],
  strength: 'single-factor',
  isAvailable: async ({ app }, { id }) =>
    (await app.database.read('has-password', selectPassword, [id])).length > 0,
  async judge(ctx, { account }, password) {
    const identifiers = canonicalIdentifiers([account.username, account.email]);
    const attempt = { kind: confirmAttempt, identifiers, accountId: account.id };
    await makeAttempt(ctx, attempt, (count) =>
      provePassword(ctx, account, password, count, wrongConfirmation),
    );
    // If the password changes before the proof is renewed, the change also ends the session.
    return undefined;
  },
};
