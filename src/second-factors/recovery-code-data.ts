import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const select = `
  select created_at as "createdAt", used_at as "usedAt" from recovery_codes where user_id = $1
  order by created_at, used_at`;

export const recoveryCodeData: PersonalData = {
  tables: ['recovery_codes'],
  async export({ app }: Context, { id }: Account) {
    return { recoveryCodes: await app.database.read<object>('export-recovery-codes', select, [id]) };
  },
};
