import { askConfirmed } from './confirmation.ts';
import { formNamed, onSubmit } from './forms.ts';
import { askSignedIn, keep } from './own-session.ts';
import { type Tokens, tokenFields } from './sessions.ts';
import { askForCode, type Codes } from './settings-code.ts';
import { definePart } from './settings-part.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { returnToAccount } from './settings-views.ts';
import { say } from './views.ts';

const passwordDocument = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ${tokenFields} } }`;

const usernameDocument = 'mutation ($input: ChangeUsernameInput!) { changeUsername(input: $input) { id } }';
const emailDocument =
  'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { flow } }';
const confirmDocument = `mutation ($input: ConfirmEmailChangeInput!) { confirmEmailChange(input: $input) { ${tokenFields} } }`;
const cancelDocument = 'mutation { cancelEmailChange { id } }';
const requestDocument = 'mutation { requestEmailVerification { flow } }';
const verifyDocument = 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { id } }';

interface Me {
  username: string;
  email: string;
  emailVerified: boolean;
  emailStatus: string;
  /** Null if no change is pending. */
  pendingEmail: string | null;
}

/** The change that this page has requested. */
let requested: { newEmail: string; flow: string } | undefined;

export const profilePart = definePart<Me>({
  fields: 'email emailVerified emailStatus pendingEmail',
  places: ['username', 'email', 'password'],
  offer: offerChanges,
  show: showProfile,
  forget: forgetPending,
});

function showProfile(me: Me): void {
  say('username', me.username);
  say('email', me.email);
  say('email-state', stateOf(me));
  say('pending-email', me.pendingEmail ?? '');
  (document.querySelector('#pending-email') as HTMLElement).hidden = me.pendingEmail === null;
  formNamed('pending-code').hidden = requested === undefined;
  formNamed('verify-email').hidden = me.emailVerified;
}

function stateOf({ emailVerified, emailStatus }: Me): string {
  if (emailStatus === 'REFUSED') return texts.refused;
  return emailVerified ? texts.verified : texts.notVerified;
}

function forgetPending(): void {
  requested = undefined;
}

async function requestChange(newEmail: string): Promise<void> {
  const { flow } = await askConfirmed<{ flow: string }>(emailDocument, { newEmail });
  requested = { newEmail, flow };
  askForChangeCode(requested);
}

function askForChangeCode({ newEmail, flow }: { newEmail: string; flow: string }): void {
  const confirm = async (codes: Codes) => {
    keep(await askConfirmed<Tokens>(confirmDocument, { flow, ...codes }));
    forgetPending();
    await returnToAccount(texts.emailChanged);
  };
  askForCode(confirm, { recipient: newEmail, resend: () => requestChange(newEmail), offersOldCode: true });
}

async function verify(): Promise<void> {
  const { flow } = await askSignedIn<{ flow: string }>(requestDocument);
  const confirm = async ({ code }: Codes) => {
    await askSignedIn(verifyDocument, { flow, code });
    await returnToAccount(texts.emailConfirmed);
  };
  const recipient = document.querySelector('[data-text="email"]')?.textContent ?? '';
  askForCode(confirm, { recipient, resend: verify });
}

function offerChanges(): void {
  onSubmit('password', async ({ currentPassword, newPassword }) => {
    keep(await askConfirmed<Tokens>(passwordDocument, { currentPassword, newPassword }));
    await returnToAccount(texts.passwordChanged);
  });

  onSubmit('username', async ({ username }) => {
    await askConfirmed(usernameDocument, { username });
    await returnToAccount(texts.usernameChanged);
  });

  onSubmit('email', ({ newEmail = '' }) => requestChange(newEmail));
  onSubmit('pending-code', async () => {
    if (requested) askForChangeCode(requested);
  });

  onSubmit('cancel-email', async () => {
    await askConfirmed(cancelDocument);
    forgetPending();
    await returnToAccount(texts.emailKept);
  });

  onSubmit('verify-email', verify);
}
