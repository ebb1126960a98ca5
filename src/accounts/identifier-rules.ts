import { z } from 'zod';
import { rule } from '../kernel/input-rules.ts';
import { canonicalEmail, isUsername } from './identifiers.ts';

export const usernameRule = z
  .string()
  .refine(
    isUsername,
    rule(
      'INVALID_USERNAME',
      'A username has 3 to 32 characters: letters A to Z, digits, ".", "_" and "-". It starts with a letter or digit.',
    ),
  );

export const emailRule = z
  .string()
  .refine(
    (text) => canonicalEmail(text) !== undefined,
    rule('INVALID_EMAIL', 'This is not a valid email address.'),
  );
