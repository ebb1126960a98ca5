import type { CredentialsChange } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';

const deletePassword = 'delete from password_credentials where user_id = $1';

/** A thief who changed the email knew the password. The owner sets a new password by mail. */
export async function forgetPassword(
  { em }: Context,
  { userId, undoneSince }: CredentialsChange,
): Promise<void> {
  if (undoneSince) await execute(em, deletePassword, [userId]);
}

const countOfUser = 'select count(*)::int4 as count from password_credentials where user_id = $1';

export async function countPasswords({ em }: Context, userId: number): Promise<number> {
  const [row] = await execute<{ count: number }>(em, countOfUser, [userId]);
  return row?.count ?? 0;
}
