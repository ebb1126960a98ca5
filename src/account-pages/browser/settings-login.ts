import { Refusal } from './ask.ts';
import { askToEnrol } from './enrolment.ts';
import { emptyForms, formNamed, nameAccount, onSubmit } from './forms.ts';
import { isSignedIn, keep } from './own-session.ts';
import { usesCookie } from './page-texts.ts';
import { offerPasskeyLogin } from './passkey-login.ts';
import { endPasskeyRequest } from './passkeys.ts';
import { showRecoveryCodes } from './recovery-codes.ts';
import { leadsToApp, leave } from './return-to.ts';
import { continueOrRestart, offerSecondStep } from './second-step.ts';
import { type LoginStep, type NextStep, resumeSession, startLogin, type Tokens } from './sessions.ts';
import { askForCode } from './settings-code.ts';
import { parts } from './settings-parts.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { nameUrl, openPlace, showFailure, signOutHere } from './settings-views.ts';
import { takeSignedUp } from './signed-up.ts';
import { begin, say, show } from './views.ts';

/** The user of this page's last session. One user's input must not be visible to another. */
let lastUser: string | undefined;
/** Continues a login to a closing account. */
let restore: () => Promise<void> = async () => undefined;

const askSecondFactor = offerSecondStep(proceed);

/** Users who came to the login go on to the app. Users who came to the settings stay. */
const goesOn = leadsToApp && location.pathname.endsWith('/login');

/** Shows the login, or the account if the browser has a session. */
export function offerLogin(): void {
  onSubmit('login', async ({ username = '', password = '' }) => {
    await proceed(await startLogin(username, password));
  });

  offerPasskeyLogin(proceed);

  onSubmit('restore', async () => {
    await restore();
    say('notice', texts.restored);
  });

  onSubmit('continue', leave);
  onSubmit('continue-other', signOutHere);
  onSubmit('again', () => (isSignedIn() || !usesCookie ? openPlace() : resume().catch(showFailure)));
  if (usesCookie) resume().catch(showFailure);
  else beginLogin();
}

async function proceed({ tokens, next, recoveryCodes }: LoginStep): Promise<void> {
  await endPasskeyRequest();
  if (tokens) {
    enter(tokens);
    const goOn = goesOn ? leave : openPlace;
    if (recoveryCodes) showRecoveryCodes(recoveryCodes, goOn);
    else await goOn();
  } else if (next) {
    follow(next);
  }
}

function enter(tokens: Tokens): void {
  if (lastUser !== tokens.user.id) {
    emptyForms();
    for (const part of parts) part.forget?.();
  }
  lastUser = tokens.user.id;
  keep(tokens);
  nameAccount(tokens.user.username);
  formNamed('login').reset();
}

function follow(next: NextStep): void {
  const goOn = async (proof: object) => proceed(await continueOrRestart(next.challenge, proof));
  if (next.asks === 'SECOND_FACTOR') askSecondFactor(next);
  else if (next.asks === 'EMAIL_VERIFICATION') askForCode(({ code }) => goOn({ emailCode: code }));
  else if (next.asks === 'ENROL' && next.totpEnrolment)
    askToEnrol(next.totpEnrolment, (totp) => goOn({ totp }), 'login');
  else if (next.asks === 'RESTORE_ACCOUNT') {
    restore = () => goOn({ restore: true });
    show('restore');
  } else throw new Refusal('FURTHER_PROOF_REQUIRED');
}

async function resume(): Promise<void> {
  const step = await resumeSession();
  if (!step?.tokens) return beginLogin();
  if (!goesOn) return proceed(step);
  enter(step.tokens);
  // An app that cannot use the cookie would send the user here again, and again.
  say('continue', step.tokens.user.username);
  show('continue');
}

function beginLogin(): void {
  nameUrl('login');
  const username = takeSignedUp();
  if (username !== undefined) {
    (formNamed('login').elements.namedItem('username') as HTMLInputElement).value = username;
    say('login', texts.signedUp);
  }
  begin('login');
}
