import { ask, Refusal } from './ask.ts';
import { onSubmit } from './forms.ts';
import { takeToken } from './link-token.ts';
import { texts } from './page-texts.ts';
import { begin, say, show } from './views.ts';

const restoreDocument =
  'mutation ($input: RestoreAccountInput!) { restoreAccount(input: $input) { __typename } }';

const token = takeToken();

if (token === undefined) showEnded('MISSING');
else begin('restore');

onSubmit('restore', async () => {
  try {
    await ask(restoreDocument, { token });
    show('done');
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'LINK_INVALID') throw error;
    showEnded(error.details.reason);
  }
});

function showEnded(reason = 'INVALID'): void {
  say('ended', texts.ended?.[reason]);
  show('ended');
}
