import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const select = `
  select session_id as "sessionId", created_at as "createdAt", used_at as "usedAt"
  from confirmations where user_id = $1 order by created_at`;

export const confirmationData: PersonalData = {
  tables: ['confirmations'],
  async export({ app }: Context, { id }: Account) {
    return { confirmations: await app.database.read<object>('export-confirmations', select, [id]) };
  },
};
