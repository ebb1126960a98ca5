import { html } from './html.ts';
import { field, form, type Page, paragraph, showPassword, view } from './page-html.ts';

export const signupPage: Page = {
  script: 'signup-page',
  views: ({ signup, forgot, fields, endedTitle, ...texts }) => html`
      ${view(
        'complete',
        signup.title,
        html`${paragraph(signup.intro)}${form(
          'complete',
          signup.submit,
          html`${field({ name: 'username', autocomplete: 'username', ...fields.otherUsername })}
        ${field({ name: 'password', autocomplete: 'current-password', isPassword: true, ...fields.signupPassword })}
        ${showPassword('password', texts.showPassword)}`,
        )}
        <h2>${signup.notMeTitle}</h2>
        ${paragraph(signup.notMe)}${form('cancel', signup.notMeSubmit, html``)}`,
        true,
      )}
      ${view(
        'ended',
        endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${forgot.title}</a></p>`,
      )}
      ${view('cancelled', signup.cancelledTitle, paragraph(signup.cancelled))}
      ${view('done', signup.doneTitle, paragraph(signup.done))}`,
};
