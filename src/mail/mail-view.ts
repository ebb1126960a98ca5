import type { App } from '../feature/context.ts';
import type { MailFacts, MailKind, MailLink } from '../feature/mail-kinds.ts';
import { isPageName, linkTo } from './links.ts';
import type { Locale } from './locales.ts';
import { mailSettings } from './mail.settings.ts';

/** The variables of the templates. */
export type MailView = Readonly<Record<string, string>>;

export interface LinkText {
  readonly token: string;
  readonly code: string;
  readonly flowId?: string | null;
  /** How many more seconds they work. */
  readonly linkSeconds: number;
  readonly codeSeconds: number;
}

/** Control characters, and Unicode's line and paragraph separators. In a fact, they could add lines to a mail. */
const breaks = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;

export function viewOf(
  app: App,
  kind: MailKind,
  { locale, facts, link }: { locale: Locale; facts: MailFacts; link: LinkText | undefined },
): MailView {
  const plain = Object.entries(facts).map(([name, value]) => [name, String(value).replace(breaks, ' ')]);
  // A replica of an older version may have queued the mail with fewer facts.
  const missing = Object.keys(kind.sample).map((name) => [name, '']);
  return {
    ...Object.fromEntries([...missing, ...plain]),
    ...(kind.link && viewOfLink(app, kind.link, locale, link)),
    language: locale,
    service: serviceName(app),
  };
}

function viewOfLink(app: App, { page, purpose }: MailLink, locale: Locale, link?: LinkText): MailView {
  if (!link) return { link: '', linkLifetime: '' };
  const { token, code, flowId, linkSeconds, codeSeconds } = link;
  const ofCode = purpose.codeLifetime > 0 && {
    code: `${code.slice(0, 4)}-${code.slice(4)}`,
    codeLifetime: lifetimeText(locale, codeSeconds),
  };
  if (page === undefined) return { ...ofCode };
  if (!isPageName(page)) throw new Error(`No page "${page}" is known to src/mail/app-pages.ts.`);
  return {
    ...ofCode,
    link: linkTo(app, page, flowId ? `${token}.${flowId}` : token),
    linkLifetime: lifetimeText(locale, linkSeconds),
  };
}

const hour = 3_600;

type Unit = 'minute' | 'hour' | 'day';

/** Creating a formatter takes longer than rendering the rest of a mail. */
const formatters = new Map<string, Intl.NumberFormat>();

function formatterOf(locale: Locale, unit: Unit): Intl.NumberFormat {
  const key = `${locale} ${unit}`;
  const found =
    formatters.get(key) ?? new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' });
  formatters.set(key, found);
  return found;
}

/** `30 minutes`, `24 hours`, `7 days`. */
export function lifetimeText(locale: Locale, seconds: number): string {
  const [unit, length]: [Unit, number] =
    seconds < 2 * hour ? ['minute', 60] : seconds < 48 * hour ? ['hour', hour] : ['day', 24 * hour];
  return formatterOf(locale, unit).format(Math.max(1, Math.round(seconds / length)));
}

/** The product's name in mails, in authenticator apps and on the account pages. */
export function serviceName(app: App): string {
  const { BRAND_NAME, MAIL_FROM, APP_URL } = app.config.of(mailSettings);
  const place = APP_URL ?? app.accessTokens.issuer;
  return BRAND_NAME ?? (MAIL_FROM?.name || URL.parse(place)?.host || place);
}
