import { aboutSession, defineEvent } from '../kernel/events.ts';

/** Not recorded for the first device of an account. */
export const deviceNew = defineEvent('device.new', 'success', aboutSession);
