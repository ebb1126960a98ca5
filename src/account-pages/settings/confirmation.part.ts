import { accountName } from '../field-html.ts';
import { type Html, html } from '../html.ts';
import { proofForms } from '../proof-forms.ts';
import type { Texts } from '../texts.ts';
import { dialog, form } from '../view-html.ts';
import { type ConfirmationTexts, confirmationTexts } from './confirmation.texts.ts';
import { definePart } from './settings-part.ts';

export const confirmationPart = definePart({ texts: confirmationTexts, dialogs: confirmation });

function confirmation({ confirmation: texts }: ConfirmationTexts, shared: Texts): Html {
  const { fields, proofs } = shared;
  const ways = {
    PASSWORD: { label: fields.password.label, hint: texts.password },
    TOTP: proofs.fields.TOTP,
    EMAIL_CODE: { label: fields.code.label, hint: texts.code },
    RECOVERY_CODE: proofs.fields.RECOVERY_CODE,
  };
  return dialog(
    'confirmation',
    texts.title,
    html`${proofForms('confirm', shared, { submit: texts.submit, ways, before: accountName })}${form('confirm-cancel', texts.cancel, html``, 'plain')}`,
  );
}
