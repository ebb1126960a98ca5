import { z } from 'zod';
import { list } from './setting-values.ts';

/** Whether the list contains an origin, in the form that browsers send. */
export interface OriginList {
  (origin: string): boolean;
  /** The origins without a wildcard. */
  readonly exact: ReadonlySet<string>;
}

/** The origin of an app or a browser extension, such as `capacitor://localhost`. `URL` reports such origins as `null`. */
const appOrigin = /^(?!https?:|file:)[a-z][a-z0-9+.-]*:\/\/[\w.:[\]-]+$/i;

/** At least two labels must follow the `*`, so that a pattern cannot allow a whole top-level domain. */
const wildcard = /^https?:\/\/\*((?:\.[a-z0-9-]+){2,}(?::\d+)?)$/;

export const isWebOrigin = (text: string) => /^https?:/.test(text) && URL.parse(text)?.origin === text;

/** `*` matches one label, such as the name of a preview deployment. */
function toPattern(text: string): RegExp | undefined {
  if (!wildcard.test(text) || !isWebOrigin(text.replace('*', 'a'))) return undefined;
  return new RegExp(`^${text.replaceAll('.', '\\.').replace('*', '[a-z0-9-]+')}$`);
}

function problemWith(text: string): string | undefined {
  if (isWebOrigin(text) && !text.includes('*')) return undefined;
  if (appOrigin.test(text) || toPattern(text)) return undefined;
  if (text === 'null' || text.startsWith('file:'))
    return `must not contain ${text.slice(0, 7)}: sandboxed frames and local files of any site send it`;
  if (text.includes('*'))
    return 'may use * only for the whole first label, followed by two labels or more: https://*.preview.example.com';
  return 'must be a list of origins such as https://app.example.com, separated by commas and without a path';
}

export const originList: z.ZodType<OriginList, string> = list.transform((texts, context) => {
  for (const message of new Set(texts.map(problemWith)))
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  const exact = new Set(texts.filter((text) => !text.includes('*')));
  const patterns = texts.map(toPattern).filter((pattern) => pattern !== undefined);
  const contains = (origin: string) => exact.has(origin) || patterns.some((pattern) => pattern.test(origin));
  return Object.assign(contains, { exact });
});
