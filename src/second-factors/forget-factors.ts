import type { CredentialsChange } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';

const deleteFailures = 'delete from second_factor_failures where user_id = $1';

/** $1: user, $2: the time of a thief's change, or null for all codes. */
const deleteCodes = `
  delete from recovery_codes where user_id = $1 and ($2::timestamptz is null or created_at >= $2)`;

/** The count of wrong codes was about the old password. A thief may have created recovery codes. */
export async function forgetFactors(
  { em }: Context,
  { userId, undoneSince, removesFactors }: CredentialsChange,
): Promise<void> {
  await execute(em, deleteFailures, [userId]);
  if (undoneSince || removesFactors) await execute(em, deleteCodes, [userId, undoneSince ?? null]);
}
