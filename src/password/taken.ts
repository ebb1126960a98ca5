import { UniqueConstraintViolationException } from '@mikro-orm/core';
import { foldUsername } from '../accounts/identifiers.ts';
import type { Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { emailTaken, usernameTaken } from './password.errors.ts';
import { signupRefused } from './password.events.ts';

/** The account that already has a signup's email. */
export interface EmailOwner {
  readonly id: number;
  readonly username: string;
  readonly isActive: boolean;
  readonly locale: string | null;
}

type Taken = 'username-taken' | 'email-taken';

const selectTaken = `
  select id, username, is_active as "isActive", locale, lower(username collate "C") = $1 as "isUsernameTaken" from users
  where lower(username collate "C") = $1 or email = $2`;

/**
 * Saves the cost of a hash if the username is taken. The unique indexes decide races.
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

/** @throws USERNAME_TAKEN or EMAIL_TAKEN if a unique index rejected an account's rows; otherwise the error itself. */
export async function refuseTaken(ctx: Context, error: unknown): Promise<never> {
  if (error instanceof UniqueConstraintViolationException) {
    const { constraint } = error as { constraint?: unknown };
    if (constraint === 'users_username_unique') return refuse(ctx, 'username-taken');
    if (constraint === 'users_email_unique') return refuse(ctx, 'email-taken');
  }
  throw error;
}

export async function refuse(ctx: Context, reason: Taken): Promise<never> {
  await recordNow(ctx, signupRefused({ reason }));
  throw reason === 'username-taken' ? usernameTaken() : emailTaken();
}
