import type { Locale } from '../mail/locales.ts';
import type { Brand } from './brand/brand.ts';
import { type Html, html } from './html.ts';
import { type Texts, texts } from './texts.ts';

/** The texts of one page. The browser gets `script`, and the texts that all pages share. */
export interface OwnTexts {
  /** Of the first view, and of the document until its script runs. */
  title: string;
  script?: object;
}

/** What the settings of this service say. */
export interface Site {
  /** Without an app, users log in to the service's own pages. */
  readonly hasApp: boolean;
  /** How long owners can restore a deleted account, in words. Empty if the service deletes it at once. */
  readonly deletionDelay: string;
  readonly passwordMinLength: number;
  /** Whether users prove their email before the service creates their account. */
  readonly verifiesFirst: boolean;
  /** Of the URL. Pages may look it up, but never show it. */
  readonly code: unknown;
  /** The page of an app that the user came from. Its origin is allowed. */
  readonly returnTo: string | undefined;
  /** Whether this browser may hold a session in a cookie. */
  readonly usesCookie: boolean;
  readonly brand: Brand;
}

interface Definition<Own extends OwnTexts> {
  /** The script in `browser/`, without its extension. */
  script: string;
  texts: Readonly<Record<Locale, Own>>;
  /** The page's views. The script shows one at a time. */
  views(own: Own, shared: Texts, site: Site): Html;
  /** Shown over the views. */
  dialogs?(own: Own, shared: Texts): Html;
}

export interface Page {
  readonly script: string;
  titleIn(locale: Locale): string;
  viewsIn(locale: Locale, site: Site): Html;
  dialogsIn(locale: Locale): Html;
  scriptTextsIn(locale: Locale): object;
}

export function definePage<Own extends OwnTexts>(page: Definition<Own>): Page {
  return {
    script: page.script,
    titleIn: (locale) => page.texts[locale].title,
    viewsIn: (locale, site) => page.views(page.texts[locale], texts[locale], site),
    dialogsIn: (locale) => page.dialogs?.(page.texts[locale], texts[locale]) ?? html``,
    scriptTextsIn: (locale) => ({ ...texts[locale].script, ...page.texts[locale].script }),
  };
}
