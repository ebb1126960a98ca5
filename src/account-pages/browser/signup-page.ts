import { ask, Refusal } from './ask.ts';
import { emptyForms, offerToShowPasswords, onSubmit } from './forms.ts';
import { takeToken } from './link-token.ts';
import { texts } from './page-texts.ts';
import { type LoginStep, leaveSession, loginStep } from './sessions.ts';
import { begin, say, show, useField } from './views.ts';

const completeDocument = `mutation ($input: CompleteSignupInput!) { completeSignup(input: $input) { ${loginStep} } }`;
const cancelDocument =
  'mutation ($input: CancelSignupInput!) { cancelSignup(input: $input) { cancelledSignups } }';

const token = takeToken();

useField('username', false);
offerToShowPasswords();
if (token === undefined) showEnded('MISSING');
else begin('complete');

onSubmit('complete', async ({ username, password }) => {
  const input = { token, password, ...(username !== undefined && { username }) };
  try {
    const step = await ask<LoginStep>(completeDocument, input);
    show('done');
    emptyForms();
    await leaveSession(step);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'USERNAME_TAKEN') useField('username', true);
    endOrThrow(error);
  }
});

onSubmit('cancel', async () => {
  try {
    await ask(cancelDocument, { token });
    show('cancelled');
    emptyForms();
  } catch (error) {
    endOrThrow(error);
  }
});

function endOrThrow(error: unknown): void {
  const code = error instanceof Refusal ? error.code : undefined;
  if (code === 'LINK_INVALID') showEnded((error as Refusal).details.reason);
  else if (code === 'EMAIL_TAKEN') showEnded('TAKEN');
  // The page has no field for the account, so the general text about logins would mislead.
  else if (code === 'INVALID_CREDENTIALS') throw new Refusal('WRONG_SIGNUP_PASSWORD');
  else throw error;
}

function showEnded(reason = 'INVALID'): void {
  say('ended', texts.ended?.[reason]);
  show('ended');
}
