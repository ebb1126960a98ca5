import { ask } from './ask.ts';
import { nameAccount, onSubmit } from './forms.ts';
import { keepFlow, offerNewPassword } from './new-password.ts';
import { begin, show } from './views.ts';

const requestDocument = `mutation ($input: RequestPasswordResetInput!) {
  requestPasswordReset(input: $input) { flow expiresIn }
}`;

let flow = '';

begin('request');
offerNewPassword(() => ({ flow }));
onSubmit('request', async ({ email = '' }) => {
  const requested = await ask<{ flow: string; expiresIn: number }>(requestDocument, { email });
  flow = requested.flow;
  keepFlow(flow, requested.expiresIn);
  nameAccount(email);
  show('reset');
});
