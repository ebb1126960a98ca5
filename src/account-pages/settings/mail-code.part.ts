import { field } from '../field-html.ts';
import { html } from '../html.ts';
import { form, paragraph, toAccount, view } from '../view-html.ts';
import { mailCodeTexts } from './mail-code.texts.ts';
import { definePart } from './settings-part.ts';

/** Accepts the code of a mail, for logins and for changes of the account. */
export const mailCodePart = definePart({
  texts: mailCodeTexts,
  views({ codeTitle, codeSubmit, oldCode, resend }, shared) {
    const { offer, label, hint } = oldCode;
    const inputs = html`${field({ name: 'code', autocomplete: 'one-time-code', ...shared.fields.code })}
        ${field({ name: 'oldCode', autocomplete: 'one-time-code', label, hint })}`;
    const forms = html`${form('code', codeSubmit, inputs)}${form('old-code', offer, html``, 'plain')}${form('resend', resend, html``, 'plain')}`;
    return view('code', codeTitle, html`${paragraph('', 'code')}${forms}${toAccount(shared)}`);
  },
});
