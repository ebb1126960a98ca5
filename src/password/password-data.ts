import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

/** Omits the hash, since exports leave the database. */
const selectPassword =
  'select changed_at as "passwordChangedAt" from password_credentials where user_id = $1';

export const passwordData: PersonalData = {
  tables: ['password_credentials'],
  async export({ app }: Context, { id }: Account) {
    const [row] = await app.database.read<object>('export-password', selectPassword, [id]);
    return { ...row };
  },
};
