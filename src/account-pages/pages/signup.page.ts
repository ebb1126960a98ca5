import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { field, form, paragraph, showPassword, view } from '../page-html.ts';
import { signupTexts } from './signup.texts.ts';

export const signupPage = definePage({
  script: 'signup-page',
  texts: signupTexts,
  views: (texts, shared) => html`
      ${view(
        'complete',
        texts.title,
        html`${paragraph(texts.intro)}${form(
          'complete',
          texts.submit,
          html`${field({ name: 'username', autocomplete: 'username', ...texts.fields.username })}
        ${field({ name: 'password', autocomplete: 'current-password', isPassword: true, ...texts.fields.password })}
        ${showPassword('password', shared.showPassword)}`,
        )}
        <h2>${texts.notMeTitle}</h2>
        ${paragraph(texts.notMe)}${form('cancel', texts.notMeSubmit, html``, 'plain')}`,
        true,
      )}
      ${view(
        'ended',
        shared.endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${texts.forgot}</a></p>`,
      )}
      ${view('cancelled', texts.cancelledTitle, paragraph(texts.cancelled))}
      ${view('done', texts.doneTitle, paragraph(texts.done))}`,
});
