import { field, newPassword } from '../field-html.ts';
import { type Html, html } from '../html.ts';
import { definePage, type Site } from '../page.ts';
import type { Texts } from '../texts.ts';
import { form, loginHint, paragraph, view } from '../view-html.ts';
import { resetTexts } from './reset.texts.ts';

export type ResetTexts = typeof resetTexts.en;

export const resetPage = definePage({
  script: 'reset-page',
  texts: resetTexts,
  views: (texts, shared, site) => html`
      ${newPasswordView(texts.title, texts.intro, texts, shared, site, true)}
      ${view(
        'ended',
        shared.endedTitle,
        html`${paragraph('', 'ended')}<p><a href="./forgot">${texts.requestAgain}</a></p>`,
      )}
      ${doneView(texts, shared, site)}`,
});

/** @param title the heading above the form. */
export function newPasswordView(
  title: string,
  intro: string,
  texts: ResetTexts,
  shared: Texts,
  site: Site,
  isFirst = false,
): Html {
  const fields = html`${field({ name: 'code', autocomplete: 'one-time-code', ...shared.fields.code })}
        <input type="text" name="username" autocomplete="username" readonly hidden />
        ${newPassword(site, shared.fields.newPassword.label, shared)}
        `;
  const body = html`${paragraph(intro)}${form('reset', texts.submit, fields)}
        <p><a href="./forgot">${texts.requestAgain}</a></p>
        `;
  return view('reset', title, body, isFirst);
}

export function doneView({ doneTitle, done, doneHere }: ResetTexts, shared: Texts, site: Site): Html {
  return view('done', doneTitle, loginHint(site, done, doneHere, shared));
}
