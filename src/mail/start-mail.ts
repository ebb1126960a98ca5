import type { App } from '../feature/context.ts';
import { canMail } from './can-mail.ts';
import { checkMailSettings } from './check-mail-settings.ts';
import { checkTemplates } from './declared-mails.ts';
import { mailSettings } from './mail.settings.ts';
import { startWorker } from './mail-worker.ts';
import { startPurgingMails } from './purge-mails.ts';

/** @returns a function that stops the worker. @throws ConfigError */
export function startMail(app: App): () => Promise<void> {
  checkMailSettings(app);
  const mayMail = canMail(app);
  if (mayMail) checkTemplates(app);
  else
    app.log.warn('SMTP_URL is not set: this service sends no mail, and users cannot reset their passwords');
  const endPurge = startPurgingMails(app);
  const endWorker = mayMail && app.config.of(mailSettings).MAIL_WORKER ? startWorker(app) : undefined;
  return async () => {
    endPurge();
    await endWorker?.();
  };
}
