import { z } from 'zod';
import { list } from '../kernel/setting-values.ts';
import { isLoopbackUrl } from './smtp-url.ts';

/** The pages that links can lead to. */
export const pageNames = [
  'reset-password',
  'verify-email',
  'complete-signup',
  'secure-account',
  'confirm-email',
  'cancel-email-change',
  'undo-email-change',
  'restore-account',
  'keep-factors',
] as const;

export type PageName = (typeof pageNames)[number];

const urlMessage = 'must be a URL without a query or a fragment: https://app.example.com';

/** An app's URL. Page paths are appended to its path. */
export const appUrl = z.string().transform((text, context): string => {
  const url = URL.parse(text);
  if (url && isWebUrl(url)) return url.href.replace(/\/$/, '');
  context.addIssue({ code: 'custom', message: urlMessage });
  return z.NEVER;
});

function isWebUrl({ protocol, username, password, search, hash, href }: URL): boolean {
  return (
    /^https?:$/.test(protocol) &&
    [username, password, search, hash].every((part) => part === '') &&
    !/[?#]/.test(href)
  );
}

/** A link over HTTP would reveal its token to the network. */
export function isProtectedUrl(text: string): boolean {
  const url = new URL(text);
  return url.protocol === 'https:' || isLoopbackUrl(url);
}

const pathForm = /^\/[\w./~!$&'()*+;:@%-]*$/;

/** `reset-password=/reset,verify-email=/verify` */
export const appPaths = z.string().transform((text, context): Partial<Record<PageName, string>> => {
  const pairs = list.parse(text).map((pair) => pair.split('=').map((part) => part.trim()));
  const isValid = ([name, path = '', ...rest]: string[]) =>
    pageNames.some((known) => known === name) && pathForm.test(path) && rest.length === 0;
  if (pairs.every(isValid)) return Object.fromEntries(pairs);
  const message = `must be pairs such as reset-password=/reset; the pages are ${pageNames.join(', ')}`;
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});
