import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { form, paragraph, view } from '../view-html.ts';
import { undoEmailChangeTexts } from './undo-email-change.texts.ts';

export const undoEmailChangePage = definePage({
  script: 'undo-email-change-page',
  texts: undoEmailChangeTexts,
  views: (texts, { endedTitle }) => html`
      ${view('undo', texts.title, html`${paragraph(texts.intro)}${form('undo', texts.submit, html``)}`, true)}
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
