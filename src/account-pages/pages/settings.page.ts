import type { Locale } from '../../mail/locales.ts';
import { type Html, html, joined } from '../html.ts';
import type { Page, Site } from '../page.ts';
import { loginTexts } from '../settings/login.texts.ts';
import type { SettingsSite } from '../settings/settings-part.ts';
import { settingsParts } from '../settings/settings-parts.ts';
import { texts } from '../texts.ts';
import { backToApp, view } from '../view-html.ts';

/**
 * Where users log in, and where they see and change their account. Both URLs have the same document: without a cookie, the
 * session lives only in the memory of one document.
 */
export const loginPage = accountDocument(
  (locale) => loginTexts[locale].loginTitle,
  () => 'login',
);

/** The fragment of the URL names the view. Without a cookie, a new document has no session. */
export const settingsPage = accountDocument(
  (locale) => texts[locale].title,
  ({ usesCookie }) => (usesCookie ? 'loading' : 'login'),
);

function accountDocument(
  titleIn: (locale: Locale) => string,
  opensWith: (site: Site) => SettingsSite['opensWith'],
): Page {
  return {
    script: 'settings-page',
    titleIn,
    viewsIn(locale, site) {
      const settingsSite = { ...site, opensWith: opensWith(site) };
      return html`
      ${joined(settingsParts.map((part) => part.viewsIn(locale, settingsSite)))}
      ${accountView(locale, site)}`;
    },
    dialogsIn: (locale) => joined(settingsParts.map((part) => part.dialogsIn(locale))),
    scriptTextsIn: (locale) =>
      Object.assign({}, texts[locale].script, ...settingsParts.map((part) => part.scriptTextsIn(locale))),
  };
}

function accountView(locale: Locale, site: Site): Html {
  const sections = settingsParts.map((part) => part.sectionIn(locale)).filter(({ text }) => text !== '');
  return view(
    'account',
    texts[locale].title,
    html`<p class="notice" role="status" data-text="notice"></p>
        ${backToApp(site, texts[locale])}
        ${joined(sections.map((section) => html`<div class="card">${section}</div>`))}`,
  );
}
