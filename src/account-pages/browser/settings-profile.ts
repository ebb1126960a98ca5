import { askConfirmed } from './confirmation.ts';
import { onSubmit } from './forms.ts';
import { keep } from './own-session.ts';
import { type Tokens, tokenFields } from './sessions.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { returnToAccount } from './settings-views.ts';

const passwordDocument = `mutation ($input: ChangePasswordInput!) { changePassword(input: $input) { ${tokenFields} } }`;

/** Handles the forms that change the account. */
export function offerChanges(): void {
  onSubmit('password', async ({ currentPassword, newPassword }) => {
    keep(await askConfirmed<Tokens>(passwordDocument, { currentPassword, newPassword }));
    await returnToAccount(texts.passwordChanged);
  });
}
