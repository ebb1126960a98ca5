import { emailTaken, usernameTaken } from '../accounts/accounts.errors.ts';
import { isHeld } from '../accounts/held-identifiers.ts';
import { foldUsername } from '../accounts/identifiers.ts';
import { takenIdentifier } from '../accounts/taken-identifiers.ts';
import type { Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { signupRefused } from './password.events.ts';

/** The account that has a signup's email, or for which the service holds the email. */
export interface EmailOwner {
  readonly id: number;
  readonly username: string;
  readonly isActive: boolean;
  readonly locale: string | null;
}

type Taken = 'username-taken' | 'email-taken';

const selectTaken = `
  select id, username, is_active as "isActive", locale, lower(username collate "C") = $1 as "isUsernameTaken" from users
  where lower(username collate "C") = $1 or email = $2
  union all
  select u.id, u.username, u.is_active, u.locale, h.kind = 'username'
  from held_identifiers as h left join users as u on u.id = h.user_id where ${isHeld('$1', '$2')}`;

/**
 * Saves the cost of a hash if the username is taken. `insertAccount` decides races.
 * @returns the owner of the email, if it has one. @throws USERNAME_TAKEN
 */
export async function requireFreeUsername(
  ctx: Context,
  { username, email }: { username: string; email: string },
): Promise<EmailOwner | undefined> {
  const values = [foldUsername(username), email];
  type Row = EmailOwner & { isUsernameTaken: boolean };
  const rows = await ctx.app.database.read<Row>('taken', selectTaken, values);
  if (rows.some(({ isUsernameTaken }) => isUsernameTaken)) await refuse(ctx, 'username-taken');
  return rows[0];
}

/** @throws USERNAME_TAKEN or EMAIL_TAKEN if an identifier belongs to another account; otherwise the error itself. */
export async function refuseTaken(ctx: Context, error: unknown): Promise<never> {
  const taken = takenIdentifier(error);
  if (taken) return refuse(ctx, `${taken}-taken`);
  throw error;
}

export async function refuse(ctx: Context, reason: Taken): Promise<never> {
  await recordNow(ctx, signupRefused({ reason }));
  throw reason === 'username-taken' ? usernameTaken() : emailTaken();
}
