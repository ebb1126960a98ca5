import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { form, paragraph, view } from '../view-html.ts';
import { cancelEmailChangeTexts } from './cancel-email-change.texts.ts';

export const cancelEmailChangePage = definePage({
  script: 'cancel-email-change-page',
  texts: cancelEmailChangeTexts,
  views: (texts, { endedTitle }) => html`
      ${view(
        'cancel',
        texts.title,
        html`${paragraph(texts.intro)}${form('cancel', texts.submit, html``)}`,
        true,
      )}
      ${view(
        'ended',
        endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${texts.forgot}</a></p>`,
      )}
      ${view(
        'done',
        texts.doneTitle,
        html`${paragraph(texts.done)}<p><a href="./forgot">${texts.forgot}</a></p>`,
      )}`,
});
