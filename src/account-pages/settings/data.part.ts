import { type Html, html } from '../html.ts';
import type { Site } from '../page.ts';
import type { Texts } from '../texts.ts';
import { backTo, form, paragraph, toAccount, view } from '../view-html.ts';
import { type DataTexts, dataTexts } from './data.texts.ts';
import { definePart } from './settings-part.ts';

/** The download of the user's data, and the deletion of the account. */
export const dataPart = definePart({
  texts: dataTexts,
  section: (texts) => html`<h2>${texts.data.title}</h2>
        ${paragraph(texts.data.intro)}${form('download', texts.data.submit, html``, 'plain')}
        <ul class="links">
          <li class="danger"><a href="#delete">${texts.delete.title}</a></li>
        </ul>`,
  views: deletionViews,
});

function deletionViews({ delete: texts }: DataTexts, shared: Texts, { deletionDelay }: Site): Html {
  const { title, intro, atOnce, submit, doneTitle, logIn } = texts;
  const when = deletionDelay === '' ? atOnce : texts.later.replace('{delay}', deletionDelay);
  return html`
      ${view('delete', title, html`${paragraph(intro)}${paragraph(when)}${form('delete', submit, html``, 'danger')}${toAccount(shared)}`)}
      ${view('deleted', doneTitle, html`${paragraph('', 'deleted')}${backTo(logIn)}`)}`;
}
