import { z } from 'zod';
import { defineEvent } from '../kernel/events.ts';

/** The reason is the name of the limit. */
export const attemptLimited = defineEvent('attempt.limited', 'refused', { reason: z.string() });
