import { z } from 'zod';
import { list } from '../kernel/setting-values.ts';

/** Whether a page of this origin may call the service. */
export type OriginList = (origin: string) => boolean;

/** A scheme of an app or of a browser extension, such as `capacitor://localhost`. They have no default port or path. */
const appOrigin = /^(?!https?:|file:)[a-z][a-z0-9+.-]*:\/\/[\w.:[\]-]+$/i;

/** At least two labels follow the `*`: every page of a top-level domain would be let in otherwise. */
const wildcard = /^https?:\/\/\*((?:\.[a-z0-9-]+){2,}(?::\d+)?)$/;

const isWeb = (text: string) => /^https?:/.test(text) && URL.parse(text)?.origin === text;

/** `*` stands for one label: in a preview's origin that is the part a deployment chooses. */
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
