import { ask, Refusal } from './ask.ts';
import { emptyForms, onSubmit } from './forms.ts';
import { takeToken } from './link-token.ts';
import { texts, usesCookie } from './page-texts.ts';
import { offerSecondStep } from './second-step.ts';
import {
  asStep,
  continueLogin,
  type LoginStep,
  leaveSession,
  resumeSession,
  startLogin,
  type Tokens,
} from './sessions.ts';
import { begin, say, show } from './views.ts';

const confirmDocument = `mutation ($input: ConfirmEmailChangeInput!) {
  confirmEmailChange(input: $input) { accessToken refreshToken user { emailVerified } }
}`;

const token = takeToken();
let session: LoginStep | undefined;

if (token === undefined) showEnded('MISSING');
else begin(usesCookie ? 'confirm' : 'login');

onSubmit('confirm', async () => {
  session = await resumeSession();
  if (session) await confirm();
  else show('login');
});

const askSecondFactor = offerSecondStep(proceed);

onSubmit('login', async ({ username = '', password = '' }) => {
  await proceed(await startLogin(username, password));
});

onSubmit('code', async ({ code = '' }) => {
  let step: LoginStep;
  try {
    step = await continueLogin(session?.next?.challenge ?? '', { emailCode: code });
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'CHALLENGE_INVALID') throw error;
    return logInAgain(error);
  }
  await proceed(step);
});

onSubmit('other', async () => {
  if (session) await leaveSession(session);
  session = undefined;
  emptyForms();
  show('login');
});

async function proceed(step: LoginStep): Promise<void> {
  session = step;
  const { next } = step;
  if (next?.asks === 'SECOND_FACTOR') askSecondFactor(next);
  else if (next?.asks === 'EMAIL_VERIFICATION') show('code');
  else if (next) throw new Refusal('FURTHER_PROOF_REQUIRED');
  else await confirm();
}

async function confirm(): Promise<void> {
  try {
    const tokens = await ask<Tokens>(confirmDocument, { token }, session?.tokens?.accessToken);
    // The change has ended the session that confirmed it.
    session = asStep(tokens);
    show('done');
    emptyForms();
    await leaveSession(session);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (error.code === 'UNAUTHENTICATED') return logInAgain(error);
    if (error.code === 'EMAIL_TAKEN') return endWith('TAKEN');
    if (error.code !== 'LINK_INVALID') throw error;
    await endWith(error.details.reason);
  }
}

async function endWith(reason = 'INVALID'): Promise<void> {
  showEnded(reason);
  if (reason !== 'OTHER_ACCOUNT' && session) await leaveSession(session);
}

function showEnded(reason: string): void {
  const name = reason === 'OTHER_ACCOUNT' ? 'other' : 'ended';
  say(name, texts.ended?.[reason]);
  show(name);
}

function logInAgain({ code }: Refusal): void {
  say('login', texts.codes[code]);
  show('login');
}
