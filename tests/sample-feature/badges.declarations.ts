import { z } from 'zod';
import type { AttemptKind } from '../../src/feature/attempts.ts';
import { setting } from '../../src/kernel/config.ts';
import { defineError } from '../../src/kernel/errors.ts';
import { aboutAccount, defineEvent } from '../../src/kernel/events.ts';
import { flag, integer } from '../../src/kernel/setting-values.ts';

export const badgeSettings = {
  BADGES: setting(flag, { default: 'false', help: 'Whether accounts may have a badge.' }),
  BADGE_LENGTH: setting(integer(4, 12), { default: '6', help: 'How many digits a badge has.' }),
};

export const badgeRequired = defineError<{ challenge: string }>('BADGE_REQUIRED', 'Show your badge.');
export const badgeInvalid = defineError('BADGE_INVALID', 'This badge or challenge is not valid.');
export const badgeTaken = defineError('BADGE_TAKEN', 'Another account has this badge.');
export const loginTooOld = defineError<{ maxAgeSeconds: number }>('LOGIN_TOO_OLD', 'Log in again first.');

export const badgeAdded = defineEvent('badge.added', 'success', aboutAccount);
export const badgeNoticed = defineEvent('badge.noticed', 'success', aboutAccount);
export const badgeRejected = defineEvent('badge.rejected', 'refused', {
  ...aboutAccount,
  reason: z.enum(['wrong-number']),
});

export const badgeAttempt: AttemptKind = {
  name: 'badge',
  limits: [
    { name: 'badge-address', by: 'site', rate: () => ({ count: 30, seconds: 900 }), failuresOnly: true },
  ],
};
