import type { Locale } from '../../mail/locales.ts';
import { type Html, html } from '../html.ts';
import type { Site } from '../page.ts';
import { type Texts, texts } from '../texts.ts';

/** The document of the login and of the settings. */
export interface SettingsSite extends Site {
  /** The view that the document shows before its script runs. */
  readonly opensWith: 'loading' | 'login';
}

interface Definition<Own extends object> {
  /** The browser gets `script`. */
  texts: Readonly<Record<Locale, Own>>;
  /** What the account view shows of this part. */
  section?(own: Own, shared: Texts): Html;
  /** The part's own views. */
  views?(own: Own, shared: Texts, site: SettingsSite): Html;
  /** Shown over the views. */
  dialogs?(own: Own, shared: Texts): Html;
}

/** A part of the settings page. */
export interface SettingsPart {
  sectionIn(locale: Locale): Html;
  viewsIn(locale: Locale, site: SettingsSite): Html;
  dialogsIn(locale: Locale): Html;
  scriptTextsIn(locale: Locale): object;
}

export function definePart<Own extends object>(part: Definition<Own>): SettingsPart {
  return {
    sectionIn: (locale) => part.section?.(part.texts[locale], texts[locale]) ?? html``,
    viewsIn: (locale, site) => part.views?.(part.texts[locale], texts[locale], site) ?? html``,
    dialogsIn: (locale) => part.dialogs?.(part.texts[locale], texts[locale]) ?? html``,
    scriptTextsIn: (locale) => (part.texts[locale] as { script?: object }).script ?? {},
  };
}
