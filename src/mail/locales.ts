import type { Context } from '../feature/context.ts';

/** The languages of mails and account pages. The first one is the default. */
export const locales = ['en', 'de'] as const;

export type Locale = (typeof locales)[number];

/** The supported language for a tag such as `de-CH` (RFC 5646). */
export function supportedLocale(tag: string | null | undefined): Locale | undefined {
  const language = tag?.slice(0, 35).toLowerCase().split(/[-_]/)[0];
  return locales.find((locale) => locale === language);
}

/** The client's language: `given`, or else Accept-Language (RFC 9110, 12.5.4). Undefined if it names no supported one. */
export function askedLocale({ request }: Context, given?: string | null): Locale | undefined {
  return supportedLocale(given) ?? acceptedLocale(request.headers['accept-language']);
}

/** The client's language, or else the default. */
export function localeOf(ctx: Context, given?: string | null): Locale {
  return askedLocale(ctx, given) ?? locales[0];
}

const maxHeaderLength = 200;

function acceptedLocale(header: string | string[] | undefined): Locale | undefined {
  const ranges = String(header ?? '')
    .slice(0, maxHeaderLength)
    .split(',')
    .map((range) => {
      const [tag = '', weight = ''] = range.trim().split(/\s*;\s*q=/);
      return { tag, weight: weight === '' ? 1 : Number(weight) || 0 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return ranges.map(({ tag }) => supportedLocale(tag)).find((locale) => locale !== undefined);
}
