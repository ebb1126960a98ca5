import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const accountCreated = defineEvent('account.created', 'success', aboutAccount);
export const accountDisabled = defineEvent('account.disabled', 'success', aboutAccount);
export const accountEnabled = defineEvent('account.enabled', 'success', aboutAccount);
