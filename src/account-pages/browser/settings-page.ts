import { Refusal } from './ask.ts';
import { emptyForms, formNamed, offerToShowPasswords, onSubmit } from './forms.ts';
import { keep } from './own-session.ts';
import { usesCookie } from './page-texts.ts';
import { continueLogin, type LoginStep, restoreByLogin, resumeSession, startLogin } from './sessions.ts';
import { loadAccount } from './settings-account.ts';
import { askForCode, offerCode } from './settings-code.ts';
import { parts } from './settings-parts.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { followFragment, openPlace, showFailure } from './settings-views.ts';
import { begin, say, show } from './views.ts';

/** The user of this page's last session. One user's input must not be visible to another. */
let lastUser: string | undefined;
/** The challenge of a login to a closing account. */
let restoring = '';

offerToShowPasswords();
offerCode();
for (const part of parts) part.offer();
followFragment(
  parts.flatMap(({ places = [] }) => places),
  loadAccount,
);

onSubmit('login', async ({ username = '', password = '' }) => {
  await proceed(await startLogin(username, password));
});

onSubmit('restore', async () => {
  await goOn(restoreByLogin(restoring));
  say('notice', texts.restored);
});

onSubmit('again', usesCookie ? resume : openPlace);

async function proceed({ tokens, next }: LoginStep): Promise<void> {
  if (tokens) {
    if (lastUser !== tokens.user.id) {
      emptyForms();
      for (const part of parts) part.forget?.();
    }
    lastUser = tokens.user.id;
    keep(tokens);
    formNamed('login').reset();
    await openPlace();
  } else if (next?.asks === 'EMAIL_VERIFICATION') {
    askForCode(({ code }) => goOn(continueLogin(next.challenge, code)));
  } else if (next?.asks === 'RESTORE_ACCOUNT') {
    restoring = next.challenge;
    show('restore');
  } else {
    throw new Refusal('FURTHER_PROOF_REQUIRED');
  }
}

async function goOn(step: Promise<LoginStep>): Promise<void> {
  try {
    await proceed(await step);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'CHALLENGE_INVALID') show('login');
    throw error;
  }
}

async function resume(): Promise<void> {
  const step = await resumeSession();
  if (step) await proceed(step);
  else beginLogin();
}

function beginLogin(): void {
  begin('login');
  formNamed('login').querySelector('input')?.focus();
}

if (usesCookie) resume().catch(showFailure);
else beginLogin();
