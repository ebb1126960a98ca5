import { z } from 'zod';
import { optionalSetting, setting } from '../kernel/config.ts';
import { flag, rate } from '../kernel/setting-values.ts';
import { appPaths, appUrl } from './app-pages.ts';
import { sender } from './sender.ts';
import { smtpUrl } from './smtp-url.ts';

const brandName = z
  .string()
  .max(60, 'must have at most 60 characters')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters')
  .regex(/\S/, 'must not be blank');

export const mailSettings = {
  SMTP_URL: optionalSetting(smtpUrl, {
    help: 'The mail server: smtps://user:password@smtp.example.com, or smtp://…, which must offer STARTTLS.',
    secret: true,
  }),
  BRAND_NAME: optionalSetting(brandName, {
    help: 'The name of the product. Unset: the name in MAIL_FROM, or else the host of APP_URL or JWT_ISSUER.',
  }),
  MAIL_FROM: optionalSetting(sender, {
    help: 'The sender that people see: Example <no-reply@example.com>.',
  }),
  MAIL_ENVELOPE_FROM: optionalSetting(sender, {
    help: 'The email that mail servers report undeliverable mails to. Unset: the email in MAIL_FROM.',
  }),
  APP_URL: optionalSetting(appUrl, {
    help: 'The app that links in mails lead to. Unset: the pages of this service.',
  }),
  APP_PATHS: setting(appPaths, {
    default: '',
    help: 'Paths of pages under APP_URL, as in reset-password=/reset,verify-email=/verify.',
  }),
  MAIL_LINK_TOKEN: setting(z.enum(['fragment', 'query'], 'must be fragment or query'), {
    default: 'fragment',
    help: 'Where links carry their token. Servers never see a fragment.',
  }),
  MAIL_TEMPLATES: optionalSetting(z.string(), {
    help: 'A folder with templates that replace those of the service, file by file.',
  }),
  MAIL_WORKER: setting(flag, {
    default: 'true',
    help: 'Whether this process sends mails. At least one process must.',
  }),
  MAIL_UNKNOWN_ADDRESSES: setting(flag, {
    default: 'false',
    help: 'Whether the service mails the mailbox when a client requests a password reset for an email without an account.',
  }),
  MAIL_REQUESTS_PER_ADDRESS: setting(rate, {
    default: { development: '10000/1h', production: '20/1h' },
    help: 'Requests for mails from one IP address; off for no limit.',
  }),
};
