import type { App } from '../feature/context.ts';
import { canMail } from './can-mail.ts';
import { checkMailSettings } from './check-mail-settings.ts';

/** @returns a function that stops the worker. @throws ConfigError */
export function startMail(app: App): () => void {
  checkMailSettings(app);
  if (!canMail(app))
    app.log.warn('SMTP_URL is not set: this service sends no mail, and users cannot reset their passwords');
  return () => undefined;
}
