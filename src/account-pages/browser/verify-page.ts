import { ask, Refusal } from './ask.ts';
import { emptyForms, onSubmit } from './forms.ts';
import { takeToken } from './link-token.ts';
import { ownTexts, texts, usesCookie } from './page-texts.ts';
import { offerSecondStep } from './second-step.ts';
import { continueLogin, type LoginStep, leaveSession, resumeSession, startLogin } from './sessions.ts';
import { begin, say, show } from './views.ts';

const verifyDocument = 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { id } }';
const requestDocument = 'mutation { requestEmailVerification { flow expiresIn } }';

const token = takeToken();
let session: LoginStep | undefined;
/** What the code is for: a login waiting for it, or a new mail's flow. */
let waiting: { challenge: string } | { flow: string } | undefined;

if (token === undefined) say('login', ownTexts<{ loginMissing: string }>().loginMissing);
begin(token !== undefined && usesCookie ? 'confirm' : 'login');

onSubmit('confirm', async () => {
  session = await resumeSession();
  if (session) await verifyByLink();
  else show('login');
});

const askSecondFactor = offerSecondStep(proceed);

onSubmit('login', async ({ username = '', password = '' }) => {
  await proceed(await startLogin(username, password));
});

onSubmit('resend', requestMail);

onSubmit('other', async () => {
  if (session) await leaveSession(session);
  session = undefined;
  emptyForms();
  show('login');
});

onSubmit('code', async ({ code = '' }) => {
  try {
    if (waiting && 'challenge' in waiting)
      return await finish(await continueLogin(waiting.challenge, { emailCode: code }));
    await ask(verifyDocument, { ...waiting, code }, accessToken());
    await finish();
  } catch (error) {
    if (error instanceof Refusal && ['CHALLENGE_INVALID', 'UNAUTHENTICATED'].includes(error.code))
      logInAgain(error);
    else throw error;
  }
});

async function proceed(step: LoginStep): Promise<void> {
  session = step;
  const { next } = step;
  if (next?.asks === 'SECOND_FACTOR') askSecondFactor(next);
  else if (next?.asks === 'EMAIL_VERIFICATION') await verifyByLogin(next.challenge);
  else if (next) throw new Refusal('FURTHER_PROOF_REQUIRED');
  else await (token === undefined ? verifyByMail() : verifyByLink());
}

/** The login has sent another mail. If the link does not work, the user can enter the code from that mail. */
async function verifyByLogin(challenge: string): Promise<void> {
  waiting = { challenge };
  if (token === undefined) return show('code');
  try {
    await finish(await continueLogin(challenge, { emailCode: token }));
  } catch (error) {
    if (!isLinkProblem(error)) throw error;
    show('code');
  }
}

async function verifyByLink(): Promise<void> {
  try {
    await ask(verifyDocument, { token }, accessToken());
    await finish();
  } catch (error) {
    if (!isLinkProblem(error)) throw error;
    showEnded(error.details.reason);
  }
}

/** Offers a new mail only if it would be for the link's account, and only to an account that still needs one. */
function showEnded(reason = 'INVALID'): void {
  const isConfirmed = session?.tokens?.user.emailVerified === true;
  const isOther = reason === 'OTHER_ACCOUNT';
  const text = texts.ended?.[isConfirmed && !isOther ? 'CONFIRMED' : reason];
  say(isOther || isConfirmed ? 'other' : 'ended', text);
  show(isOther || isConfirmed ? 'other' : 'resend');
}

async function verifyByMail(): Promise<void> {
  if (session?.tokens?.user.emailVerified) await finish();
  else await requestMail();
}

async function requestMail(): Promise<void> {
  const { flow } = await ask<{ flow: string }>(requestDocument, undefined, accessToken());
  waiting = { flow };
  show('code');
}

async function finish(step?: LoginStep): Promise<void> {
  session = step ?? session;
  show('done');
  emptyForms();
  if (session) await leaveSession(session);
}

function logInAgain({ code }: Refusal): void {
  say('login', texts.codes[code]);
  show('login');
}

function accessToken(): string | undefined {
  return session?.tokens?.accessToken;
}

function isLinkProblem(error: unknown): error is Refusal {
  return error instanceof Refusal && error.code === 'LINK_INVALID';
}
