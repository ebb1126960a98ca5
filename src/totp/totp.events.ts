import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

const about = { ...aboutAccount, reason: z.enum(['totp']) };

export const secondFactorAdded = defineEvent('second-factor.added', 'success', about);

export const secondFactorRemoved = defineEvent('second-factor.removed', 'success', about);

export const secondFactorUsed = defineEvent('second-factor.used', 'success', about);
