import type { Context } from '../feature/context.ts';
import type { ProvedSecret } from '../one-time-secrets/check-secret.ts';
import { execute } from '../platform/database/database.ts';

const setOwner = 'update mails set user_id = $1 where secret_id = $2 and user_id is null';

/** Makes the mails that led to an account part of its personal data. Call this in the unit of work that uses the secret. */
export async function adoptMails(ctx: Context, secret: ProvedSecret, userId: number): Promise<void> {
  await execute(ctx.em, setOwner, [userId, secret.id]);
}
