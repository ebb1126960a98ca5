import { z } from 'zod';
import { canonicalEmail, isUsername } from '../accounts/identifiers.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import { newPassword, tooPersonal } from './new-password.ts';
import { canonicalPassword, isNamedAfter } from './password-rules.ts';
import type { SignupInput } from './signup.types.ts';

export const usernameRule = rule(
  'INVALID_USERNAME',
  'A username has 3 to 32 characters: letters A to Z, digits, ".", "_" and "-". It starts with a letter or digit.',
);

const username = z.string().refine(isUsername, usernameRule);

const email = z
  .string()
  .refine(
    (text) => canonicalEmail(text) !== undefined,
    rule('INVALID_EMAIL', 'This is not a valid email address.'),
  );

/**
 * @returns the username as typed, and the email and password in canonical form.
 * @throws BAD_USER_INPUT with every broken rule, but without values.
 */
export function checkSignup(input: SignupInput, minLength: number): SignupInput {
  const rules = z
    .object({ username, email, password: newPassword(minLength) })
    .refine((value) => !isPersonal(value), {
      ...tooPersonal,
      path: ['password'],
      when: ({ value }) => canonicalPassword((value as SignupInput).password) !== undefined,
    });
  checkInput(rules, input);
  return {
    username: input.username,
    email: canonicalEmail(input.email) ?? '',
    password: canonicalPassword(input.password) ?? '',
    locale: input.locale ?? null,
  };
}

function isPersonal({ password, username, email }: SignupInput): boolean {
  return isNamedAfter(canonicalPassword(password) ?? '', username, canonicalEmail(email) ?? '');
}
