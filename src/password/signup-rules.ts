import { z } from 'zod';
import { canonicalEmail, isUsername } from '../accounts/identifiers.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import { canonicalPassword, isCommonPassword, isNamedAfter, maxRawPasswordLength } from './password-rules.ts';
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

function password(minLength: number) {
  return z
    .string()
    .refine((text) => text.length <= maxRawPasswordLength, {
      ...rule('TOO_LONG', `A password has at most ${maxRawPasswordLength} characters.`),
      abort: true,
    })
    .refine((text) => canonicalPassword(text) !== undefined, {
      ...rule('INVALID_CHARACTERS', 'A password cannot contain control characters or invalid Unicode.'),
      abort: true,
    })
    .refine(
      (text) => [...text.normalize('NFC')].length >= minLength,
      rule(
        'TOO_SHORT',
        `A password has at least ${minLength} characters. A few random words make a good password.`,
      ),
    )
    .refine(
      (text) => !isCommonPassword(text),
      rule('TOO_COMMON', 'This is one of the most common passwords. Choose a less common password.'),
    );
}

/**
 * @returns username as typed, email and password in canonical form.
 * @throws BAD_USER_INPUT with every broken rule, but without values.
 */
export function checkSignup(input: SignupInput, minLength: number): SignupInput {
  const rules = z
    .object({ username, email, password: password(minLength) })
    .refine((value) => !isPersonal(value), {
      ...rule(
        'TOO_PERSONAL',
        'A password must not be your name or email with digits or signs around it. Choose another password.',
      ),
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
