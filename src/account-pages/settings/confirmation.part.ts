import { type Html, html } from '../html.ts';
import { accountName, dialog, field, form } from '../page-html.ts';
import type { Texts } from '../texts.ts';
import { type ConfirmationTexts, confirmationTexts } from './confirmation.texts.ts';
import { definePart } from './settings-part.ts';

export const confirmationPart = definePart({ texts: confirmationTexts, dialogs: confirmation });

function confirmation({ confirmation: texts }: ConfirmationTexts, { fields }: Texts): Html {
  const password = { name: 'password', id: 'confirm-password', autocomplete: 'current-password' } as const;
  const code = { name: 'code', id: 'confirm-code', autocomplete: 'one-time-code' } as const;
  const inputs = html`${accountName}
        ${field({ ...password, isPassword: true, label: fields.password.label, hint: texts.password })}
        ${field({ ...code, label: fields.code.label, hint: texts.code })}`;
  return dialog(
    'confirmation',
    texts.title,
    html`${form('confirm', texts.submit, inputs)}${form('confirm-cancel', texts.cancel, html``, 'plain')}`,
  );
}
