import { formNamed, onSubmit } from './forms.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { say, show, useField } from './views.ts';

export interface Codes {
  code: string;
  /** From the mail to the old email. */
  oldCode?: string;
}

/** A mail with a code. */
interface Mail {
  /** The page does not know the email during a login. */
  recipient?: string;
  /** Requests another mail. */
  resend?: () => Promise<void>;
  /** Whether a code from the old mailbox can make a change of the email final. */
  offersOldCode?: boolean;
}

let send: (codes: Codes) => Promise<void> = async () => undefined;
let sendMail: () => Promise<void> = async () => undefined;

/** Shows the view for the code from a mail. @param next sends the code. */
export function askForCode(
  next: (codes: Codes) => Promise<void>,
  { recipient, resend, offersOldCode = false }: Mail = {},
): void {
  send = next;
  if (resend) sendMail = resend;
  say(
    'code',
    recipient === undefined ? texts.codeSent : texts.codeSentTo.replace('{email}', () => recipient),
  );
  formNamed('resend').hidden = resend === undefined;
  formNamed('code').reset();
  useField('oldCode', false);
  formNamed('old-code').hidden = !offersOldCode;
  // Otherwise the link back to the account would change nothing.
  if (location.hash === '#account') history.replaceState(null, '', location.pathname + location.search);
  show('code');
}

export function offerCode(): void {
  onSubmit('code', ({ code = '', oldCode }) => send({ code, ...(oldCode !== undefined && { oldCode }) }));
  onSubmit('resend', () => sendMail());
  onSubmit('old-code', async () => {
    useField('oldCode', true);
    formNamed('old-code').hidden = true;
    formNamed('code').querySelector<HTMLInputElement>('[name="oldCode"]')?.focus();
  });
}
