import { html } from '../html.ts';
import { definePage } from '../page.ts';
import { backToApp, paragraph, view } from '../view-html.ts';
import { type EndedTexts, endedTexts } from './ended.texts.ts';

export const endedPage = definePage({
  script: 'ended-page',
  texts: endedTexts,
  views: (texts, shared, site) =>
    view(
      'ended',
      texts.title,
      html`${paragraph(textFor(texts, site.code))}
        <p><a href="./login">${texts.logIn}</a></p>
        ${backToApp(site, shared)}`,
      true,
    ),
});

/** An app may send a code of a later version. */
function textFor({ reasons, general }: EndedTexts, code: unknown): string {
  return new Map(Object.entries(reasons)).get(String(code)) ?? general;
}
