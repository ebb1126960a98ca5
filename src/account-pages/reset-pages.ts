import { type Html, html } from './html.ts';
import { field, form, type Page, paragraph, showPassword, view } from './page-html.ts';
import type { Texts } from './texts.ts';

/** @param title the heading above the form. */
function newPasswordView(name: string, title: string, intro: string, texts: Texts, isFirst = false): Html {
  const { code, newPassword } = texts.fields;
  const fields = html`${field({ name: 'code', autocomplete: 'one-time-code', ...code })}
        <input type="text" name="username" autocomplete="username" readonly hidden />
        ${field({ name: 'newPassword', autocomplete: 'new-password', isPassword: true, ...newPassword })}
        ${showPassword('newPassword', texts.showPassword)}
        `;
  const body = html`${paragraph(intro)}${form('reset', texts.reset.submit, fields)}
        <p><a href="./forgot">${texts.reset.requestAgain}</a></p>
        `;
  return view(name, title, body, isFirst);
}

function doneView({ reset }: Texts): Html {
  return view('done', reset.doneTitle, paragraph(reset.done));
}

export const resetPage: Page = {
  script: 'reset-page',
  views: (texts) => html`
      ${newPasswordView('reset', texts.reset.title, texts.reset.intro, texts, true)}
      ${view(
        'ended',
        texts.endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${texts.reset.requestAgain}</a></p>`,
      )}
      ${doneView(texts)}`,
};

export const forgotPage: Page = {
  script: 'forgot-page',
  views: (texts) => html`
      ${view(
        'request',
        texts.forgot.title,
        html`${paragraph(texts.forgot.intro)}${form(
          'request',
          texts.forgot.submit,
          field({ name: 'email', autocomplete: 'username', inputmode: 'email', ...texts.fields.email }),
        )}`,
        true,
      )}
      ${newPasswordView('reset', texts.forgot.sentTitle, texts.forgot.sent, texts)}
      ${doneView(texts)}`,
};
