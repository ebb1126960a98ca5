import { askConfirmed } from './confirmation.ts';
import { onSubmit } from './forms.ts';
import { askSignedIn, keep } from './own-session.ts';
import { type Tokens, tokenFields } from './sessions.ts';
import { askForCode } from './settings-code.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { returnToAccount } from './settings-views.ts';

const passwordDocument = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ${tokenFields} } }`;

const usernameDocument = 'mutation ($input: ChangeUsernameInput!) { changeUsername(input: $input) { id } }';
const emailDocument =
  'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { flow } }';
const confirmDocument = `mutation ($input: ConfirmEmailChangeInput!) { confirmEmailChange(input: $input) { ${tokenFields} } }`;
const cancelDocument = 'mutation { cancelEmailChange { id } }';
const requestDocument = 'mutation { requestEmailVerification { flow } }';
const verifyDocument = 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { id } }';

/** Handles the forms that change the account. */
export function offerChanges(): void {
  onSubmit('password', async ({ currentPassword, newPassword }) => {
    keep(await askConfirmed<Tokens>(passwordDocument, { currentPassword, newPassword }));
    await returnToAccount(texts.passwordChanged);
  });

  onSubmit('username', async ({ username }) => {
    await askConfirmed(usernameDocument, { username });
    await returnToAccount(texts.usernameChanged);
  });

  onSubmit('email', async ({ newEmail }) => {
    const { flow } = await askConfirmed<{ flow: string }>(emailDocument, { newEmail });
    askForCode(async (codes) => {
      keep(await askConfirmed<Tokens>(confirmDocument, { flow, ...codes }));
      await returnToAccount(texts.emailChanged);
    }, true);
  });

  onSubmit('cancel-email', async () => {
    await askConfirmed(cancelDocument);
    await returnToAccount(texts.emailKept);
  });

  onSubmit('verify-email', async () => {
    const { flow } = await askSignedIn<{ flow: string }>(requestDocument);
    askForCode(async ({ code }) => {
      await askSignedIn(verifyDocument, { flow, code });
      await returnToAccount(texts.emailConfirmed);
    });
  });
}
