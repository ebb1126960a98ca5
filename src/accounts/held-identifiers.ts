import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { foldUsername } from './identifiers.ts';

export type IdentifierKind = 'username' | 'email';

/** For a condition on `held_identifiers as h`. */
export const isHeld = (username: string, email: string) =>
  `(h.kind = 'username' and h.value = ${username} or h.kind = 'email' and h.value = ${email}) and now() < h.until`;

/** $1: user, $2: folded username, $3: email. */
const claim = `
  with own as (
    delete from held_identifiers
    where user_id = $1 and (kind = 'username' and value = $2 or kind = 'email' and value = $3))
  select h.kind from held_identifiers as h where ${isHeld('$2', '$3')} and h.user_id is distinct from $1`;

/** Another account has given up the identifier, and may take it back. */
export class IdentifierHeld extends Error {
  constructor(readonly kind: IdentifierKind) {
    super(`The ${kind} is held for another account.`);
  }
}

/**
 * Call this after writing a username or an email to `users`, in the same unit of work. The unique index makes that write
 * wait for a transaction in which another account gives up the identifier, so this statement sees the hold.
 * @throws IdentifierHeld
 */
export async function claimIdentifiers(
  ctx: Context,
  { id, username, email }: Pick<Account, 'id' | 'username' | 'email'>,
): Promise<void> {
  const values = [id, foldUsername(username), email];
  const [held] = await execute<{ kind: IdentifierKind }>(ctx.em, claim, values);
  if (held) throw new IdentifierHeld(held.kind);
}

export interface Hold {
  readonly kind: IdentifierKind;
  readonly value: string;
  /** The account that may take the identifier back; null if no account may. */
  readonly userId: number | null;
  readonly seconds: number;
}

const columns: Readonly<Record<IdentifierKind, string>> = {
  username: 'lower(username collate "C")',
  email: 'email',
};

/**
 * $1: kind, $2: value, $3: user, $4: seconds. With serializable isolation, reading `users` makes PostgreSQL notice a
 * transaction that takes the identifier but does not see the hold.
 */
const hold = (kind: IdentifierKind) => `
  insert into held_identifiers as h (kind, value, user_id, until)
  select $1::text, $2::text, $3::int4, now() + $4::float8 * interval '1 second'
  where not exists (select from users where ${columns[kind]} = $2)
  on conflict (kind, value) do update set user_id = excluded.user_id, until = excluded.until
  where h.user_id is not distinct from excluded.user_id or h.until <= now()`;

/** Call this after the write to `users`, in the unit of work in which an account gives up the identifier. */
export async function holdIdentifier(ctx: Context, { kind, value, userId, seconds }: Hold): Promise<void> {
  const folded = kind === 'username' ? foldUsername(value) : value;
  await execute(ctx.em, hold(kind), [kind, folded, userId, seconds]);
}

const release = `
  delete from held_identifiers where (kind, value) in (('username', $1), ('email', $1)) and now() < until
  returning kind, value, user_id as "userId", until`;

export interface Released {
  readonly kind: IdentifierKind;
  readonly value: string;
  readonly userId: number | null;
  readonly until: Date | string;
}

/** @param identifier in canonical form. */
export async function releaseIdentifier(ctx: Context, identifier: string): Promise<Released | undefined> {
  const [row] = await execute<Released>(ctx.em, release, [identifier]);
  return row;
}
