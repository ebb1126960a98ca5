import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectAccount =
  'select id, username, email, is_active as "isActive", created_at as "createdAt" from users where id = $1';

const selectHeld = 'select kind, value, until from held_identifiers where user_id = $1 order by until';

export const accountData: PersonalData = {
  tables: ['users', 'held_identifiers'],
  async export({ app }: Context, { id }: Account) {
    const [row] = await app.database.read<object>('export-account', selectAccount, [id]);
    const heldIdentifiers = await app.database.read<object>('export-held-identifiers', selectHeld, [id]);
    return { ...row, heldIdentifiers };
  },
};
