import DataLoader from 'dataloader';
import { type Account, type Context, type Viewer } from '../feature/context.ts';
import { recordAlone } from '../feature/hooks.ts';
import { unauthenticated } from '../kernel/errors.ts';
import { oncePer } from '../platform/once-per.ts';
import { userIdText } from '../platform/tokens/access-tokens.ts';
import { invalidCredentials } from './accounts.errors.ts';

/** @throws UNAUTHENTICATED with the reason, when the caller has no live session. */
export async function requireUser(ctx: Context): Promise<Viewer> {
  const viewer = await ctx.findViewer();
  if (typeof viewer === 'string') throw unauthenticated({ reason: viewer });
  return viewer;
}

/** An email address is shown to its owner only: to who signed up or logged in just now, or is signed in. */
export function emailFor(ctx: Context, account: Account): string | null | Promise<string | null> {
  const shown = () => (ctx.ownAccountIds.has(account.id) ? account.email : null);
  return shown() ?? ctx.findViewer().then(shown);
}

/** One statement for all references of a request, however many entities a gateway asks for. */
const accountsById = oncePer(
  (ctx: Context) =>
    new DataLoader<number, Account | null>(async (ids) => {
      const rows = await ctx.app.database.read<Account>(
        'accounts-by-id',
        'select id, username, email, is_active as "isActive" from users where id = any($1::int4[])',
        [ids],
      );
      const byId = new Map(rows.map((row) => [row.id, row]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
);

/** Resolves `{ __typename: "User", id }`. Ids of any other form than ours name nobody, and never reach a statement. */
export async function findByReference(
  { id }: Readonly<Record<string, unknown>>,
  ctx: Context,
): Promise<Account | null> {
  const text = userIdText.safeParse(id);
  return text.success ? accountsById(ctx).load(Number(text.data)) : null;
}

/** The gate of disabled accounts, in front of every session. */
export async function requireActive(ctx: Context, { account }: { account: Account }): Promise<void> {
  if (!account.isActive) await refuseDisabled(ctx, account);
}

/** @throws INVALID_CREDENTIALS */
export async function refuseDisabled(ctx: Context, { id: userId }: Account): Promise<never> {
  await recordAlone(ctx, { type: 'session.refused', outcome: 'refused', reason: 'disabled', userId });
  throw invalidCredentials();
}
