import { z } from 'zod';
import { setting } from '../kernel/config.ts';

const modes = ['optional', 'required'] as const;

export const secondFactorSettings = {
  SECOND_FACTOR: setting(z.enum(modes, `must be one of ${modes.join(', ')}`), {
    default: 'optional',
    help: 'required: no session without a second factor. A login without one has to set up an authenticator first.',
  }),
};
