import { field } from '../field-html.ts';
import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { form, paragraph, view } from '../view-html.ts';
import { forgotTexts } from './forgot.texts.ts';
import { doneView, newPasswordView } from './reset.page.ts';
import { resetTexts } from './reset.texts.ts';

/** After the mail, the page shows the form of the reset page, so it needs that page's texts too. */
const texts = {
  en: { ...forgotTexts.en, reset: resetTexts.en, script: resetTexts.en.script },
  de: { ...forgotTexts.de, reset: resetTexts.de, script: resetTexts.de.script },
};

export const forgotPage = definePage({
  script: 'forgot-page',
  texts,
  views: (own, shared, site) => html`
      ${view(
        'request',
        own.title,
        html`${paragraph(own.intro)}${form(
          'request',
          own.submit,
          field({ name: 'email', autocomplete: 'username', inputmode: 'email', ...shared.fields.email }),
        )}`,
        true,
      )}
      ${newPasswordView(own.sentTitle, own.sent, own.reset, shared, site)}
      ${doneView(own.reset, shared, site)}`,
});
