import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { form, paragraph, view } from '../page-html.ts';
import { restoreTexts } from './restore.texts.ts';

export const restorePage = definePage({
  script: 'restore-page',
  texts: restoreTexts,
  views: (texts, { endedTitle }) => html`
      ${view(
        'restore',
        texts.title,
        html`${paragraph(texts.intro)}${form('restore', texts.submit, html``)}`,
        true,
      )}
      ${view(
        'ended',
        endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${texts.requestAgain}</a></p>`,
      )}
      ${view('used', texts.usedTitle, paragraph(texts.done))}
      ${view(
        'done',
        texts.doneTitle,
        html`${paragraph(texts.done)}${paragraph(texts.notMe)}<p><a href="./forgot">${texts.reset}</a></p>`,
      )}`,
});
