import { ask, Refusal } from './ask.ts';
import { onSubmit } from './forms.ts';
import { takeToken } from './link-token.ts';
import { texts } from './page-texts.ts';
import { begin, say, show } from './views.ts';

/** For a page whose one button sends the token of its link. @param name the first view, and the form with the button. */
export function offerLinkButton(name: string, document: string): void {
  const token = takeToken();
  if (token === undefined) showEnded('MISSING');
  else begin(name);
  onSubmit(name, async () => {
    try {
      await ask(document, { token });
      show('done');
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 'EMAIL_TAKEN') return showEnded('TAKEN');
      if (error.code !== 'LINK_INVALID') throw error;
      showEnded(error.details.reason);
    }
  });
}

/** A page may have a view `used`, for a user who already has what the link is for. */
function showEnded(reason = 'INVALID'): void {
  const isUsed = reason === 'USED' && document.querySelector('[data-view="used"]') !== null;
  say('ended', texts.ended?.[reason]);
  show(isUsed ? 'used' : 'ended');
}
