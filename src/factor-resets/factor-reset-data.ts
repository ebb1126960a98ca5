import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const select =
  'select requested_at as "requestedAt", due_at as "dueAt" from factor_resets where user_id = $1';

export const factorResetData: PersonalData = {
  tables: ['factor_resets'],
  async export({ app: { database } }: Context, { id }: Account) {
    const [reset] = await database.read<object>('export-factor-reset', select, [id]);
    return { pendingFactorReset: reset ?? null };
  },
};
