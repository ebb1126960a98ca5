import { ask, Refusal } from './ask.ts';
import { onSubmit } from './forms.ts';
import { takeToken } from './link-token.ts';
import { keepFlow, offerNewPassword, showEnded } from './new-password.ts';
import { begin, show } from './views.ts';

const secureDocument = `mutation ($input: SecureAccountInput!) {
  secureAccount(input: $input) { reset { flow expiresIn } }
}`;

const token = takeToken();
let flow = '';

if (token === undefined) showEnded('MISSING');
else begin('secure');
offerNewPassword(() => ({ flow }));

onSubmit('secure', async () => {
  try {
    const { reset } = await ask<{ reset: { flow: string; expiresIn: number } }>(secureDocument, { token });
    flow = reset.flow;
    keepFlow(flow, reset.expiresIn);
    show('reset');
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'LINK_INVALID') throw error;
    showEnded(error.details.reason);
  }
});
