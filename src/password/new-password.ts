import { z } from 'zod';
import { rule } from '../kernel/input-rules.ts';
import { canonicalPassword, isCommonPassword, maxRawPasswordLength } from './password-rules.ts';

/** The rules for new passwords that do not depend on an account. */
export function newPassword(minLength: number) {
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

export const tooPersonal = rule(
  'TOO_PERSONAL',
  'A password must not be your name or email with digits or signs around it. Choose another password.',
);
