import { formNamed, onSubmit } from './forms.ts';
import { show, useField } from './views.ts';

export interface Codes {
  code: string;
  /** From the mail to the old email. */
  oldCode?: string;
}

let send: (codes: Codes) => Promise<void> = async () => undefined;

/**
 * Shows the view for the code from a mail.
 * @param next sends the code.
 * @param offersOldCode whether a code from the old mailbox can make a change of the email final.
 */
export function askForCode(next: (codes: Codes) => Promise<void>, offersOldCode = false): void {
  send = next;
  formNamed('code').reset();
  useField('oldCode', false);
  formNamed('old-code').hidden = !offersOldCode;
  show('code');
}

export function offerCode(): void {
  onSubmit('code', ({ code = '', oldCode }) => send({ code, ...(oldCode !== undefined && { oldCode }) }));
  onSubmit('old-code', async () => {
    useField('oldCode', true);
    formNamed('old-code').hidden = true;
    formNamed('code').querySelector<HTMLInputElement>('[name="oldCode"]')?.focus();
  });
}
