import { type Account, accountColumns } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { perAccount } from '../feature/per-account.ts';
import { userIdText } from '../platform/tokens/access-tokens.ts';

/** An account that exists again, from a restored backup, replaces its own stub: the last row with an id counts. */
const selectAccounts = `
  select d.user_id as id, 'deleted' as username, '' as email, false as "isActive", false as "emailVerified"
  from deleted_accounts as d where d.user_id = any($1::int4[])
  union all
  select ${accountColumns} from users as u where u.id = any($1::int4[])`;

const findAccount = perAccount(async ({ app }, ids) => {
  const rows = await app.database.read<Account>('accounts-by-id', selectAccounts, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
});

/**
 * Resolves `{ __typename: "User", id }`. A malformed id never reaches a statement. A deleted account resolves to a stub, since
 * a null would null every `author: User!` in other subgraphs.
 */
export async function findByReference(
  { id }: Readonly<Record<string, unknown>>,
  ctx: Context,
): Promise<Account | null> {
  const text = userIdText.safeParse(id);
  return text.success ? findAccount(ctx, Number(text.data)) : null;
}
