import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';
import { execute } from '../platform/database/database.ts';

/**
 * A stranger may have begun this signup. Its row belongs to no account, but has this account's email. Omits the hash, since
 * an export must not contain secrets.
 */
const selectPending = `
  select username, created_at as "createdAt", expires_at as "expiresAt" from pending_signups where email = $1`;

const deletePending = 'delete from pending_signups where email = $1';

const selectPassword =
  'select changed_at as "passwordChangedAt" from password_credentials where user_id = $1';

export const passwordData: PersonalData = {
  tables: ['password_credentials', 'pending_signups'],
  async export({ app }: Context, { id, email, emailVerified }: Account) {
    const [row] = await app.database.read<object>('export-password', selectPassword, [id]);
    // If the email is not proved, the account may belong to a stranger, and the signup to the owner of the mailbox.
    const unfinishedSignups = emailVerified
      ? await app.database.read<object>('export-signups', selectPending, [email])
      : [];
    return { ...row, unfinishedSignups };
  },
  async erase(ctx: Context, { email }: Account) {
    await execute(ctx.em, deletePending, [email]);
  },
};
