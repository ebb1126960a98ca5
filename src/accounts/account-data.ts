import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectAccount =
  'select id, username, email, is_active as "isActive", created_at as "createdAt" from users where id = $1';

export const accountData: PersonalData = {
  tables: ['users'],
  async export({ app }: Context, { id }: Account) {
    const [row] = await app.database.read<object>('export-account', selectAccount, [id]);
    return { ...row };
  },
};
