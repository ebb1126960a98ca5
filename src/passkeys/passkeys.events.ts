import { z } from 'zod';
import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const passkeyAdded = defineEvent('passkey.added', 'success', {
  ...aboutAccount,
  reason: z.enum(['owner', 'automatic']),
});

export const passkeyRemoved = defineEvent('passkey.removed', 'success', {
  ...aboutAccount,
  reason: z.enum(['owner', 'secured', 'administrator']),
});

export const passkeyUsed = defineEvent('passkey.used', 'success', aboutAccount);

/** `userId` is missing if the passkey is unknown. */
export const passkeyRefused = defineEvent('passkey.refused', 'refused', {
  userId: z.int().optional(),
  reason: z.enum([
    'unknown',
    'removed',
    'ceremony',
    'used',
    'origin',
    'unverified',
    'invalid',
    'other-account',
    'taken',
    'disabled',
  ]),
});

/** The counter of a passkey that is bound to one device has not grown, so an attacker may have copied the key. */
export const passkeyCounterRegressed = defineEvent('passkey.counter-regressed', 'refused', aboutAccount);
