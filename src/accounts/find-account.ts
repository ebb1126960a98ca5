import type { Account } from '../feature/account.ts';
import { CommandFailure } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { canonicalIdentifiers } from './identifiers.ts';

const selectAccount = `
  select id, username, email, is_active as "isActive", created_at as "createdAt" from users
  where lower(username collate "C") = $1 or email = $1 or id = $2`;

/** Of PostgreSQL's int4. */
const largestId = 2 ** 31 - 1;

/**
 * The account that somebody who runs the service names.
 *
 * @param name a username, an email address, or `id:42`; a username may consist of digits.
 * @throws CommandFailure when there is none.
 */
export async function findAccount({ app }: Context, name: string): Promise<Account & { createdAt: Date }> {
  const [, id] = /^id:(\d{1,10})$/.exec(name) ?? [];
  const [identifier] = canonicalIdentifiers([name]);
  const values = [identifier ?? null, Number(id) <= largestId ? Number(id) : null];
  type Row = Account & { createdAt: string };
  const [found] = await app.database.read<Row>('find-account', selectAccount, values);
  if (!found) throw new CommandFailure(`There is no account "${name}".`);
  return { ...found, createdAt: new Date(found.createdAt) };
}
