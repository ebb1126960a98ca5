import { z } from 'zod';
import { canonicalEmail, canonicalIdentifiers } from '../accounts/identifiers.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import type { LoginInput } from './login.types.ts';

const text = z.string().nullish();

const rules = z
  .object({ username: text, email: text })
  .refine(({ username, email }) => isGiven(username) || isGiven(email), {
    ...rule('REQUIRED', 'Give a username or an email.'),
    path: ['username'],
  })
  .refine(({ username, email }) => !isGiven(username) || !isGiven(email), {
    ...rule('ONLY_ONE', 'Give either a username or an email, not both.'),
    path: ['email'],
  });

function isGiven(value: string | null | undefined): value is string {
  return value !== undefined && value !== null;
}

/**
 * @returns the identifier in canonical form, the same for both fields; empty for a text that cannot be an identifier.
 * @throws BAD_USER_INPUT unless exactly one of username and email is given.
 */
export function identifiersOf(input: LoginInput): string[] {
  const { username, email } = checkInput(rules, input);
  if (isGiven(username)) return canonicalIdentifiers([username]);
  const canonical = canonicalEmail(email ?? '');
  return canonical === undefined ? [] : [canonical];
}
