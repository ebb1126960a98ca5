import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { form, loginHint, paragraph, view } from '../view-html.ts';
import { restoreTexts } from './restore.texts.ts';

export const restorePage = definePage({
  script: 'restore-page',
  texts: restoreTexts,
  views: (texts, shared, site) => html`
      ${view(
        'restore',
        texts.title,
        html`${paragraph(texts.intro)}${form('restore', texts.submit, html``)}`,
        true,
      )}
      ${view(
        'ended',
        shared.endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${texts.requestAgain}</a></p>`,
      )}
      ${view('used', texts.usedTitle, html`${paragraph('', 'ended')}${loginHint(site, texts.done, texts.doneHere, shared)}`)}
      ${view(
        'done',
        texts.doneTitle,
        html`${loginHint(site, texts.done, texts.doneHere, shared)}${paragraph(texts.notMe)}<p><a href="./forgot">${texts.reset}</a></p>`,
      )}`,
});
