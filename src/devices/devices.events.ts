import { aboutSession, defineEvent } from '../kernel/events.ts';

/** Never for the first device of an account. */
export const deviceNew = defineEvent('device.new', 'success', aboutSession);
