import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectAccount = `
  select u.id, u.username, u.email, u.is_active as "isActive", u.created_at as "createdAt",
    u.email_verified_at as "emailVerifiedAt", u.email_refused_at as "emailRefusedAt", u.renamed_at as "renamedAt", u.locale,
    c.due_at as "deletionDueAt"
  from users as u left join account_closings as c on c.user_id = u.id where u.id = $1`;

const selectHeld = 'select kind, value, until from held_identifiers where user_id = $1 order by until';

export const accountData: PersonalData = {
  tables: ['users', 'held_identifiers', 'account_closings', 'deleted_accounts'],
  async export({ app }: Context, { id }: Account) {
    const [row] = await app.database.read<object>('export-account', selectAccount, [id]);
    const heldIdentifiers = await app.database.read<object>('export-held-identifiers', selectHeld, [id]);
    return { ...row, heldIdentifiers };
  },
};
