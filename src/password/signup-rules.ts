import { z } from 'zod';
import { canonicalEmail, isUsername } from '../accounts/identifiers.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import { canonicalPassword, isCommonPassword, isNamedAfter, longestRawPassword } from './password-rules.ts';
import type { SignupInput } from './signup.types.ts';

const username = z
  .string()
  .refine(
    isUsername,
    rule(
      'INVALID_USERNAME',
      'A username has 3 to 32 characters: letters from A to Z, digits, ".", "_" and "-", beginning with a letter or digit.',
    ),
  );

const email = z
  .string()
  .refine(
    (text) => canonicalEmail(text) !== undefined,
    rule('INVALID_EMAIL', 'This is not an email address.'),
  );

function password(minLength: number) {
  return z
    .string()
    .refine((text) => text.length <= longestRawPassword, {
      ...rule('TOO_LONG', `A password has ${longestRawPassword} characters at most.`),
      abort: true,
    })
    .refine((text) => canonicalPassword(text) !== undefined, {
      ...rule('INVALID_CHARACTERS', 'A password holds no control characters and no broken ones.'),
      abort: true,
    })
    .refine(
      (text) => [...text.normalize('NFC')].length >= minLength,
      rule(
        'TOO_SHORT',
        `A password has ${minLength} characters at least. A few random words are a good one.`,
      ),
    )
    .refine(
      (text) => !isCommonPassword(text),
      rule(
        'TOO_COMMON',
        'This is one of the commonest passwords. Choose one that nobody else would think of.',
      ),
    );
}

/**
 * Checks a signup against every rule at once.
 *
 * @returns username as typed, email and password in canonical form.
 * @throws BAD_USER_INPUT naming every broken rule, never a value.
 */
export function checkSignup(input: SignupInput, minLength: number): SignupInput {
  const rules = z
    .object({ username, email, password: password(minLength) })
    .refine((value) => !isPersonal(value), {
      ...rule('TOO_PERSONAL', 'A password must not be your own name or email address.'),
      path: ['password'],
      when: ({ value }) => canonicalPassword((value as SignupInput).password) !== undefined,
    });
  checkInput(rules, input);
  return {
    username: input.username,
    email: canonicalEmail(input.email) ?? '',
    password: canonicalPassword(input.password) ?? '',
  };
}

function isPersonal({ password, username, email }: SignupInput): boolean {
  return isNamedAfter(canonicalPassword(password) ?? '', username, canonicalEmail(email) ?? '');
}
