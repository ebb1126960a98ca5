import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { form, paragraph, view } from '../view-html.ts';
import { doneView, newPasswordView } from './reset.page.ts';
import { resetTexts } from './reset.texts.ts';
import { secureTexts } from './secure.texts.ts';

/** After the click, the page shows the form of the reset page. */
const texts = {
  en: { ...secureTexts.en, reset: resetTexts.en },
  de: { ...secureTexts.de, reset: resetTexts.de },
};

export const securePage = definePage({
  script: 'secure-page',
  texts,
  views: (own, shared, site) => html`
      ${view('secure', own.title, html`${paragraph(own.intro)}${form('secure', own.submit, html``)}`, true)}
      ${newPasswordView(own.securedTitle, own.secured, own.reset, shared, site)}
      ${view(
        'ended',
        shared.endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${own.reset.requestAgain}</a></p>`,
      )}
      ${doneView(own.reset, shared, site)}`,
});
