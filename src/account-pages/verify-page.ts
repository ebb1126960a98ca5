import { html } from './html.ts';
import { field, form, type Page, paragraph, view } from './page-html.ts';

export const verifyPage: Page = {
  script: 'verify-page',
  views: ({ verify, fields, endedTitle }) => html`
      ${view(
        'confirm',
        verify.title,
        html`${paragraph(verify.intro)}${form('confirm', verify.submit, html``)}`,
        true,
      )}
      ${view(
        'login',
        verify.loginTitle,
        html`${paragraph(verify.login, 'login')}${form(
          'login',
          verify.loginSubmit,
          html`${field({ name: 'username', autocomplete: 'username', inputmode: 'email', ...fields.identifier })}
        ${field({ name: 'password', autocomplete: 'current-password', isPassword: true, ...fields.password })}`,
        )}`,
      )}
      ${view(
        'resend',
        verify.resendTitle,
        html`${paragraph('', 'ended')}${form('resend', verify.resendSubmit, html``)}`,
      )}
      ${view(
        'other',
        endedTitle,
        html`${paragraph('', 'other')}${form('other', verify.otherSubmit, html``)}`,
      )}
      ${view(
        'code',
        verify.codeTitle,
        html`${paragraph(verify.code)}${form(
          'code',
          verify.codeSubmit,
          field({ name: 'code', autocomplete: 'one-time-code', ...fields.code }),
        )}`,
      )}
      ${view('done', verify.doneTitle, paragraph(verify.done))}`,
};
