import DataLoader from 'dataloader';
import { type Account, accountColumns } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import { userIdText } from '../platform/tokens/access-tokens.ts';

const selectAccounts = `select ${accountColumns} from users as u where u.id = any($1::int4[])`;

/** One statement for all references of a request, however many entities a gateway asks for. */
const accountsById = oncePer(
  ({ app }: Context) =>
    new DataLoader<number, Account | null>(async (ids) => {
      const rows = await app.database.read<Account>('accounts-by-id', selectAccounts, [ids]);
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
);

/** Resolves `{ __typename: "User", id }`. An id in any other form than ours is unknown, and reaches no statement. */
export async function findByReference(
  { id }: Readonly<Record<string, unknown>>,
  ctx: Context,
): Promise<Account | null> {
  const text = userIdText.safeParse(id);
  return text.success ? accountsById(ctx).load(Number(text.data)) : null;
}
