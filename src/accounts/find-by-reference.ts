import { type Account, accountColumns } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { perAccount } from '../feature/per-account.ts';
import { userIdText } from '../platform/tokens/access-tokens.ts';

const selectAccounts = `select ${accountColumns} from users as u where u.id = any($1::int4[])`;

const findAccount = perAccount(async ({ app }, ids) => {
  const rows = await app.database.read<Account>('accounts-by-id', selectAccounts, [ids]);
  return new Map(rows.map((row) => [row.id, row]));
});

/** Resolves `{ __typename: "User", id }`. A malformed id never reaches a statement. */
export async function findByReference(
  { id }: Readonly<Record<string, unknown>>,
  ctx: Context,
): Promise<Account | null> {
  const text = userIdText.safeParse(id);
  return text.success ? findAccount(ctx, Number(text.data)) : null;
}
