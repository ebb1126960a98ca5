import type { App, Context } from '../feature/context.ts';
import { mailNotConfigured } from './mail.errors.ts';
import { mailSettings } from './mail.settings.ts';

/** Outside production, a service without a mail server stores its mails in files. */
export function keepsMails({ config }: Pick<App, 'config'>): boolean {
  return !config.isProduction && config.of(mailSettings).SMTP_URL === undefined;
}

export function canMail({ config }: Pick<App, 'config'>): boolean {
  return !config.isProduction || config.of(mailSettings).SMTP_URL !== undefined;
}

/** For a mutation whose only effect is a mail. @throws MAIL_NOT_CONFIGURED */
export function requireMail({ app }: Context): void {
  if (!canMail(app)) throw mailNotConfigured();
}
