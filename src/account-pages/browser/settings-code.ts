import { formNamed, onSubmit } from './forms.ts';
import { show } from './views.ts';

let send: (code: string) => Promise<void> = async () => undefined;

/** Shows the view for the code from a mail. @param next sends the code. */
export function askForCode(next: (code: string) => Promise<void>): void {
  send = next;
  formNamed('code').reset();
  show('code');
}

export function offerCode(): void {
  onSubmit('code', ({ code = '' }) => send(code));
}
