import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { form, paragraph, view } from '../view-html.ts';
import { keepFactorsTexts } from './keep-factors.texts.ts';

export const keepFactorsPage = definePage({
  script: 'keep-factors-page',
  texts: keepFactorsTexts,
  views: (texts, { endedTitle }) => html`
      ${view('keep', texts.title, html`${paragraph(texts.intro)}${form('keep', texts.submit, html``)}`, true)}
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
