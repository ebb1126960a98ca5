import { z } from 'zod';
import { defineEvent } from '../kernel/events.ts';

/** The reason is the limit's name. */
export const attemptLimited = defineEvent('attempt.limited', 'refused', { reason: z.string() });
