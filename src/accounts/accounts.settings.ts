import { z } from 'zod';
import { setting } from '../kernel/config.ts';

const modes = ['off', 'optional', 'required'] as const;

export const accountSettings = {
  EMAIL_VERIFICATION: setting(z.enum(modes, `must be one of ${modes.join(', ')}`), {
    default: 'off',
    help: 'optional: mail a link after signup; required: no account and no login without a verified email.',
  }),
};
