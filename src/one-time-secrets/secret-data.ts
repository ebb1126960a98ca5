import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

/** Omits nonces, since exports leave the database. */
const selectSecrets = `
  select purpose, subject as email, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt"
  from one_time_secrets where user_id = $1 order by created_at`;

export const secretData: PersonalData = {
  tables: ['one_time_secrets'],
  async export({ app }: Context, { id }: Account) {
    return { requestedMails: await app.database.read<object>('export-secrets', selectSecrets, [id]) };
  },
};
