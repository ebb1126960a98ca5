import { defineError } from '../../src/kernel/errors.ts';

export const badgeRequired = defineError<{ challenge: string }>('BADGE_REQUIRED', 'Show your badge.');
export const badgeInvalid = defineError('BADGE_INVALID', 'This badge or challenge is not valid.');
export const badgeTaken = defineError('BADGE_TAKEN', 'Another account has this badge.');
export const noBadge = defineError('NO_BADGE', 'This account has no badge.');
