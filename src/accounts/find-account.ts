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
  if (!found) throw new CommandFailure(`The account "${name}" does not exist.`);
  return found;
}

export async function findAccount({ app }: Context, name: string): Promise<FoundAccount | undefined> {
  const [, id] = /^id:(\d{1,10})$/.exec(name) ?? [];
  const [identifier] = canonicalIdentifiers([name]);
  const values = [identifier ?? null, Number(id) <= maxId ? Number(id) : null];
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
