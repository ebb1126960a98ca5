import { z } from 'zod';
import { emailRule, usernameRule } from '../accounts/identifier-rules.ts';
import { canonicalEmail } from '../accounts/identifiers.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { newPassword, tooPersonal } from './new-password.ts';
import { canonicalPassword, isNamedAfter } from './password-rules.ts';
import type { SignupInput } from './signup.types.ts';

/**
 * @returns the username as typed, and the email and password in canonical form.
 * @throws BAD_USER_INPUT with every broken rule, but without values.
 */
export function checkSignup(input: SignupInput, minLength: number): SignupInput {
  const rules = z
    .object({ username: usernameRule, email: emailRule, password: newPassword(minLength) })
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
