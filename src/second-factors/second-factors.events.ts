import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const secondFactorRejected = defineEvent('second-factor.rejected', 'refused', {
  ...aboutAccount,
  reason: z.enum(['wrong-code', 'used-code']),
});

export const recoveryCodeUsed = defineEvent('recovery-code.used', 'success', aboutAccount);

export const recoveryCodesRenewed = defineEvent('recovery-codes.renewed', 'success', aboutAccount);
