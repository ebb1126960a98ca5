import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';
import { execute } from '../platform/database/database.ts';

/** One branch per partial index. */
const hasEmail = (parameter: string) =>
  `(user_id is null and used_at is null and subject = ${parameter}
    or user_id is null and used_at is not null and subject = ${parameter})`;

/** Omits nonces, since exports leave the database. */
export const selectSecrets = `
  select purpose, subject as email, created_at as "createdAt", expires_at as "expiresAt", used_at as "usedAt"
  from one_time_secrets where user_id = $1 or ${hasEmail('$2')} order by created_at, id`;

/** Signup secrets belong to no account, but may have its email. */
export const deleteOfEmail = `delete from one_time_secrets where ${hasEmail('$1')}`;

export const secretData: PersonalData = {
  tables: ['one_time_secrets'],
  async export({ app }: Context, { id, email }: Account) {
    return { requestedMails: await app.database.read<object>('export-secrets', selectSecrets, [id, email]) };
  },
  async erase(ctx: Context, { email }: Account) {
    await execute(ctx.em, deleteOfEmail, [email]);
  },
};
