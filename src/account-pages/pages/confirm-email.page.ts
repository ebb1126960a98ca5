import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { field, form, paragraph, view } from '../page-html.ts';
import { confirmEmailTexts } from './confirm-email.texts.ts';

export const confirmEmailPage = definePage({
  script: 'confirm-email-page',
  texts: confirmEmailTexts,
  views: (texts, { fields, endedTitle }) => html`
      ${view(
        'confirm',
        texts.title,
        html`${paragraph(texts.intro)}${form('confirm', texts.submit, html``)}`,
        true,
      )}
      ${view(
        'login',
        texts.loginTitle,
        html`${paragraph(texts.login, 'login')}${form(
          'login',
          texts.loginSubmit,
          html`${field({ name: 'username', autocomplete: 'username', inputmode: 'email', ...fields.identifier })}
        ${field({ name: 'password', autocomplete: 'current-password', isPassword: true, ...fields.password })}`,
        )}`,
      )}
      ${view(
        'code',
        texts.codeTitle,
        html`${paragraph(texts.code)}${form(
          'code',
          texts.codeSubmit,
          field({ name: 'code', autocomplete: 'one-time-code', ...fields.code }),
        )}`,
      )}
      ${view('other', endedTitle, html`${paragraph('', 'other')}${form('other', texts.otherSubmit, html``)}`)}
      ${view('ended', endedTitle, paragraph('', 'ended'))}
      ${view('done', texts.doneTitle, paragraph(texts.done))}`,
});
