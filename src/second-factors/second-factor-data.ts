import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectCodes = `
  select created_at as "createdAt", used_at as "usedAt" from recovery_codes where user_id = $1
  order by created_at, used_at`;

const selectFailures = 'select count, since from second_factor_failures where user_id = $1';

export const secondFactorData: PersonalData = {
  tables: ['recovery_codes', 'second_factor_failures'],
  async export({ app }: Context, { id }: Account) {
    return {
      recoveryCodes: await app.database.read<object>('export-recovery-codes', selectCodes, [id]),
      wrongSecondFactors: await app.database.read<object>('export-factor-failures', selectFailures, [id]),
    };
  },
};
