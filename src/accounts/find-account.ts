import { type Account, accountColumns } from '../feature/account.ts';
import { type CommandArgument, CommandFailure } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { canonicalIdentifiers } from './identifiers.ts';
import { refusePastedSecret } from './pasted-secret.ts';

const selectAccount = `
  select ${accountColumns}, u.created_at as "createdAt", c.due_at as "deletionDueAt"
  from users as u left join account_closings as c on c.user_id = u.id
  where lower(u.username collate "C") = $1 or u.email = $1 or u.id = $2`;

/** PostgreSQL's largest int4. */
const maxId = 2 ** 31 - 1;

export interface FoundAccount extends Account {
  createdAt: Date;
  /** Only for a closing account. */
  deletionDueAt?: Date;
}

/** The argument that names an account. The prefix tells ids from usernames, which may also consist of digits. */
export const userArgument = {
  name: '<USER>',
  help: 'a username, an email address, or id:42',
} satisfies CommandArgument;

/** @throws CommandFailure if the account does not exist, or if the name looks like a secret. */
export async function requireAccount(ctx: Context, name: string): Promise<FoundAccount> {
  refusePastedSecret(name);
  const found = await findAccount(ctx, name);
  if (found) return found;
  const deleted = await findDeleted(ctx, name);
  throw new CommandFailure(
    deleted
      ? `The account id:${deleted.id} was deleted at ${deleted.deletedAt.toISOString()}.`
      : `The account "${name}" does not exist.`,
  );
}

export async function findAccount({ app }: Context, name: string): Promise<FoundAccount | undefined> {
  const [identifier] = canonicalIdentifiers([name]);
  const values = [identifier ?? null, idIn(name)];
  type Row = Account & { createdAt: string; deletionDueAt: string | null };
  const [found] = await app.database.read<Row>('find-account', selectAccount, values);
  if (!found) return undefined;
  const { createdAt, deletionDueAt, ...account } = found;
  return {
    ...account,
    createdAt: new Date(createdAt),
    ...(deletionDueAt !== null && { deletionDueAt: new Date(deletionDueAt) }),
  };
}

function idIn(name: string): number | null {
  const [, id] = /^id:(\d{1,10})$/.exec(name) ?? [];
  return Number(id) <= maxId ? Number(id) : null;
}

const selectDeleted =
  'select user_id as id, deleted_at as "deletedAt" from deleted_accounts where user_id = $1';

/** Only the id and the time of a deleted account remain. */
export async function findDeleted(
  { app }: Context,
  name: string,
): Promise<{ id: number; deletedAt: Date } | undefined> {
  const id = idIn(name);
  if (id === null) return undefined;
  type Row = { id: number; deletedAt: string };
  const [row] = await app.database.read<Row>('find-deleted-account', selectDeleted, [id]);
  return row && { id: row.id, deletedAt: new Date(row.deletedAt) };
}
