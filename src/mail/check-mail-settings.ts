import { accountSettings } from '../accounts/accounts.settings.ts';
import type { App } from '../feature/context.ts';
import { ConfigError } from '../kernel/config.ts';
import { isProtectedUrl } from './app-pages.ts';
import { canMail } from './can-mail.ts';
import { hasOwnPages } from './links.ts';
import { mailSettings } from './mail.settings.ts';

/** Checks settings that depend on each other. @throws ConfigError */
export function checkMailSettings(app: App): void {
  const problems = canMail(app) ? problemsOfMail(app) : problemsWithoutMail(app);
  if (problems.length > 0) throw new ConfigError(problems);
}

function problemsWithoutMail({ config }: App): string[] {
  const { EMAIL_VERIFICATION } = config.of(accountSettings);
  return EMAIL_VERIFICATION === 'off'
    ? []
    : [`SMTP_URL must be set in production for EMAIL_VERIFICATION=${EMAIL_VERIFICATION}, which sends mails`];
}

function problemsOfMail(app: App): string[] {
  const { config } = app;
  const { issuer } = app.accessTokens;
  const { SMTP_URL, MAIL_FROM, APP_URL } = config.of(mailSettings);
  const problems: string[] = [];
  if (SMTP_URL && !MAIL_FROM) problems.push('MAIL_FROM must be set with SMTP_URL');
  const isWeb = /^https?:\/\//i.test(issuer) && URL.canParse(issuer);
  if (APP_URL === undefined && !isWeb) {
    problems.push('APP_URL must be set, since JWT_ISSUER is not a URL that links in mails could lead to');
  } else if (APP_URL === undefined && !hasOwnPages(app)) {
    problems.push(
      'APP_URL must be set with ACCOUNT_PAGES=false, since links in mails need a page to lead to',
    );
  } else if (config.isProduction && !isProtectedUrl(APP_URL ?? issuer)) {
    const name = APP_URL === undefined ? 'APP_URL, or else JWT_ISSUER,' : 'APP_URL';
    problems.push(`${name} must be an https URL, since links in mails contain secrets`);
  }
  return problems;
}
