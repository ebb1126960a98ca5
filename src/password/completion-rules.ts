import { z } from 'zod';
import { usernameRule } from '../accounts/identifier-rules.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import { mailProofFields, requireOneProof } from '../one-time-secrets/proof-input.ts';
import { canonicalPassword, isNamedAfter } from './password-rules.ts';
import type { PendingRow } from './pending-signups.ts';
import type { CompleteSignupInput } from './signup.types.ts';

const isGiven = (value: unknown) => typeof value === 'string';

const rules = requireOneProof(
  z.object({
    ...mailProofFields,
    password: z.string().nullish(),
    username: usernameRule.nullish(),
  }),
)
  .refine(({ token, password }) => !isGiven(token) || isGiven(password), {
    ...rule('REQUIRED', 'Give the password of the signup along with the token.'),
    path: ['password'],
  })
  .refine(({ token, password }) => isGiven(token) || !isGiven(password), {
    ...rule('ONLY_ONE', 'Give the password with the token only: a code needs none.'),
    path: ['password'],
  });

/** @throws BAD_USER_INPUT */
export function checkCompletion(input: CompleteSignupInput) {
  return checkInput(rules, input);
}

const tooPersonal = rule(
  'TOO_PERSONAL',
  'Your password is this username with digits or signs around it. Choose another username.',
);

/** The password was checked against the original username, but this one may be different. @throws BAD_USER_INPUT */
export function checkUsernameAgainst(password: string, { username, email }: PendingRow): void {
  const isPersonal = (name: string) => isNamedAfter(canonicalPassword(password) ?? '', name, email);
  checkInput(z.object({ username: z.string().refine((name) => !isPersonal(name), tooPersonal) }), {
    username,
  });
}
