import { z } from 'zod';
import { setting } from '../kernel/config.ts';
import { integer } from '../kernel/setting-values.ts';

const modes = ['off', 'optional', 'required'] as const;

export const accountSettings = {
  EMAIL_VERIFICATION: setting(z.enum(modes, `must be one of ${modes.join(', ')}`), {
    default: 'off',
    help: 'optional: mail a link after signup; required: no account and no login without a verified email.',
  }),
  PASSWORD_MIN_LENGTH: setting(integer(8, 64), {
    default: '8',
    help: 'Minimum password length in characters; use 15 if it is the only factor (NIST SP 800-63B-4).',
  }),
};
