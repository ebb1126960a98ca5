import { z } from 'zod';
import { list } from '../kernel/setting-values.ts';

/** Whether a page of this origin may call the service. */
export type OriginList = (origin: string) => boolean;

/** The origin of an app or a browser extension, such as `capacitor://localhost`. `URL` reports `null` for its origin. */
const appOrigin = /^(?!https?:|file:)[a-z][a-z0-9+.-]*:\/\/[\w.:[\]-]+$/i;

/** At least two labels follow the `*`; otherwise it would allow a whole top-level domain. */
const wildcard = /^https?:\/\/\*((?:\.[a-z0-9-]+){2,}(?::\d+)?)$/;

const isWeb = (text: string) => /^https?:/.test(text) && URL.parse(text)?.origin === text;

/** `*` stands for one label, the part of a preview's origin that a deployment chooses. */
function toPattern(text: string): RegExp | undefined {
  if (!wildcard.test(text) || !isWeb(text.replace('*', 'a'))) return undefined;
  return new RegExp(`^${text.replaceAll('.', '\\.').replace('*', '[a-z0-9-]+')}$`);
}

function problemWith(text: string): string | undefined {
  if (isWeb(text) && !text.includes('*')) return undefined;
  if (appOrigin.test(text) || toPattern(text)) return undefined;
  if (text === 'null' || text.startsWith('file:'))
    return `must not hold ${text.slice(0, 7)}: sandboxed frames and local files of any site send it`;
  if (text.includes('*'))
    return 'must hold * only for the whole first label, with two labels or more behind it: https://*.preview.example.com';
  return 'must hold origins such as https://app.example.com, separated by commas and without a path';
}

/** Origins are compared as text, as browsers send them. */
export const originList: z.ZodType<OriginList, string> = list.transform((texts, context) => {
  for (const message of new Set(texts.map(problemWith)))
    if (message !== undefined) context.addIssue({ code: 'custom', message });
  const exact = new Set(texts.filter((text) => !text.includes('*')));
  const patterns = texts.map(toPattern).filter((pattern) => pattern !== undefined);
  return (origin) => exact.has(origin) || patterns.some((pattern) => pattern.test(origin));
});
