import { ask, Refusal } from './ask.ts';
import { emptyForms, formNamed, onSubmit, type Values } from './forms.ts';
import { takeToken } from './link-token.ts';
import { ownTexts, usesCookie } from './page-texts.ts';
import { leave } from './return-to.ts';
import { type LoginStep, leaveSession, loginStep, startLogin } from './sessions.ts';
import { leadToLogin } from './signed-up.ts';
import { suggestUsername } from './username-suggestion.ts';
import { begin, say, show, useField } from './views.ts';

const signupDocument = 'mutation ($input: SignupInput!) { signup(input: $input) { id } }';
const startDocument = 'mutation ($input: SignupInput!) { startSignup(input: $input) { flow } }';
const completeDocument = `mutation ($input: CompleteSignupInput!) { completeSignup(input: $input) { ${loginStep} } }`;
const cancelDocument =
  'mutation ($input: CancelSignupInput!) { cancelSignup(input: $input) { cancelledSignups } }';

/** In seconds. Mails take a while, and a new one makes the code of the old one useless. */
const resendPause = 60;

const texts = ownTexts<{ codeSent: string; resent: string; ended: Readonly<Record<string, string>> }>();
const emailTaken = document.querySelector('#email-taken') as HTMLElement;
const token = takeToken();
/** The signup that waits for the code of its mail. */
let waiting: { input: Values; flow: string } | undefined;

useField('username', false);
useField('code-username', false);
begin(token === undefined ? 'signup' : 'complete');

const verifiesFirst = document.querySelector('[data-view="code"]') !== null;

onSubmit('signup', async (input) => {
  emailTaken.hidden = true;
  try {
    if (verifiesFirst) await sendMail(input);
    else await signUp(input);
  } catch (error) {
    if (isRefusal(error, 'USERNAME_TAKEN')) suggestUsername(formNamed('signup'));
    emailTaken.hidden = !isRefusal(error, 'EMAIL_TAKEN');
    throw error;
  }
});

async function signUp(input: Values): Promise<void> {
  await ask(signupDocument, input);
  const { username = '', password = '' } = input;
  // Without the cookie, no other page could go on with this session.
  const step = usesCookie ? await startLogin(username, password).catch(() => undefined) : undefined;
  await (step?.tokens ? leave() : leadToLogin(username));
}

async function sendMail(input: Values): Promise<void> {
  const { flow } = await ask<{ flow: string }>(startDocument, input);
  waiting = { input, flow };
  useField('code-username', false);
  say(
    'code',
    texts.codeSent.replace('{email}', () => input.email ?? ''),
  );
  holdResend(resendPause);
  show('code');
}

let holdResend: (seconds: number) => void = () => undefined;
if (verifiesFirst) offerCode();

function offerCode(): void {
  onSubmit('code', async ({ code, username }) => {
    const { flow, input } = waiting ?? { flow: '', input: {} };
    await complete(
      { flow, code, ...(username !== undefined && { username }) },
      'code-username',
      username ?? input.username,
    );
  });
  holdResend = onSubmit('resend', async () => {
    if (waiting) await sendMail(waiting.input);
    say('resent', texts.resent);
  });
  onSubmit('back', async () => {
    say('resent', '');
    formNamed('code').reset();
    show('signup');
    formNamed('signup').querySelector<HTMLInputElement>('[name="email"]')?.select();
  });
}

onSubmit('complete', ({ username, password }) =>
  complete({ token, password, ...(username !== undefined && { username }) }, 'username', username),
);

/** @param other the field for another username. */
async function complete(input: object, other: string, username: string | undefined): Promise<void> {
  try {
    const step = await ask<LoginStep>(completeDocument, input);
    emptyForms();
    await finish(step, username);
  } catch (error) {
    if (isRefusal(error, 'USERNAME_TAKEN')) useField(other, true);
    endOrThrow(error);
  }
}

async function finish(step: LoginStep, username = step.tokens?.user.username ?? ''): Promise<void> {
  if (usesCookie && step.tokens) return leave();
  await leaveSession(step);
  const logsInHere = document.querySelector('[data-view="done"] a[href^="./login"]') !== null;
  if (logsInHere) await leadToLogin(step.tokens?.user.username ?? username);
  else show('done');
}

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
  if (isRefusal(error, 'LINK_INVALID')) showEnded(error.details.reason);
  else if (isRefusal(error, 'EMAIL_TAKEN')) showEnded('TAKEN');
  // The page has no field for the account, so the general text about logins would mislead.
  else if (isRefusal(error, 'INVALID_CREDENTIALS')) throw new Refusal('WRONG_SIGNUP_PASSWORD');
  else throw error;
}

function isRefusal(error: unknown, code: string): error is Refusal {
  return error instanceof Refusal && error.code === code;
}

function showEnded(reason = 'INVALID'): void {
  say('ended', texts.ended[reason]);
  show('ended');
}
