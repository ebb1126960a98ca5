import { aboutAccount, defineEvent } from '../kernel/events.ts';

export const emailChangeRequested = defineEvent('email.change-requested', 'success', aboutAccount);
export const emailChangeCancelled = defineEvent('email.change-cancelled', 'success', aboutAccount);
/** Recorded before the account is checked, so that a listener can restore a closing account. */
export const emailChangeUndone = defineEvent('email.change-undone', 'success', aboutAccount);
export const accountRenamed = defineEvent('account.renamed', 'success', aboutAccount);
