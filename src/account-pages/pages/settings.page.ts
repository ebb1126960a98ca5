import type { Locale } from '../../mail/locales.ts';
import { type Html, html, joined } from '../html.ts';
import type { Page } from '../page.ts';
import { view } from '../page-html.ts';
import { settingsParts } from '../settings/settings-parts.ts';
import { texts } from '../texts.ts';

/** On this page, users log in and change their account. The fragment of the URL names the view. */
export const settingsPage: Page = {
  script: 'settings-page',
  viewsIn: (locale, site) => html`
      ${joined(settingsParts.map((part) => part.viewsIn(locale, site)))}
      ${accountView(locale)}`,
  dialogsIn: (locale) => joined(settingsParts.map((part) => part.dialogsIn(locale))),
  scriptTextsIn: (locale) =>
    Object.assign({}, texts[locale].script, ...settingsParts.map((part) => part.scriptTextsIn(locale))),
};

function accountView(locale: Locale): Html {
  const sections = settingsParts.map((part) => part.sectionIn(locale)).filter(({ text }) => text !== '');
  return view(
    'account',
    texts[locale].title,
    html`<p class="notice" role="status" data-text="notice"></p>
        ${joined(sections.map((section) => html`<div class="card">${section}</div>`))}`,
  );
}
