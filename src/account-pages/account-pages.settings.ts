import { z } from 'zod';
import { optionalSetting, setting } from '../kernel/config.ts';
import { isWebOrigin } from '../kernel/origin-list.ts';
import { flag, list } from '../kernel/setting-values.ts';
import { isProtectedUrl } from '../mail/app-pages.ts';
import { sender } from '../mail/sender.ts';
import { accent } from './brand/accent.ts';
import { cssFile, logoFile } from './brand/brand-files.ts';

const isExactOrigin = (text: string) => isWebOrigin(text) && !text.includes('*') && isProtectedUrl(text);

const origins = list.transform((texts, context): ReadonlySet<string> => {
  if (texts.every(isExactOrigin)) return new Set(texts);
  context.addIssue({
    code: 'custom',
    message:
      'must be a list of origins such as https://app.example.com, separated by commas, without a path or a wildcard; http:// is allowed only for localhost',
  });
  return z.NEVER;
});

export const accountPageSettings = {
  ACCOUNT_PAGES: setting(flag, {
    default: 'true',
    help: 'Whether the service serves its own pages for links in mails and for the settings of users, under /account/.',
  }),
  RETURN_TO_ORIGINS: setting(origins, {
    default: '',
    help: 'Comma-separated origins of further apps that the account pages may lead back to.',
  }),
  BRAND_LOGO_FILE: optionalSetting(logoFile, {
    help: 'An SVG or PNG that the account pages show above their forms.',
  }),
  BRAND_ACCENT: optionalSetting(accent, {
    help: 'The colour of the main button and of links on the account pages: #1f5fbf.',
  }),
  BRAND_CSS_FILE: optionalSetting(cssFile, {
    help: 'A CSS file that the account pages load after their own.',
  }),
  SUPPORT_EMAIL: optionalSetting(sender, {
    help: 'The email that the account pages name for help.',
  }),
};
