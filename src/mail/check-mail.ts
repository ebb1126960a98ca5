import { CommandFailure } from '../feature/command.ts';
import type { App } from '../feature/context.ts';
import { checkMailSettings } from './check-mail-settings.ts';
import { checkTemplates } from './declared-mails.ts';
import { mailSettings } from './mail.settings.ts';
import { loadNodemailer, transportOptions } from './mail-server.ts';
import { reasonOf } from './no-session.ts';
import { asSmtpError } from './smtp-replies.ts';

/** Connects to the mail server and logs in, but sends nothing. */
export async function checkMail(app: App): Promise<'ok' | 'not configured'> {
  checkMailSettings(app);
  const { SMTP_URL } = app.config.of(mailSettings);
  if (SMTP_URL === undefined) return 'not configured';
  checkTemplates(app);
  const { createTransport } = await loadNodemailer();
  const transport = createTransport(transportOptions(SMTP_URL));
  try {
    await transport.verify();
    return 'ok';
  } catch (error) {
    throw new CommandFailure(
      `The mail server in SMTP_URL cannot be used: ${reasonOf(asSmtpError(error), SMTP_URL)}`,
    );
  } finally {
    transport.close();
  }
}
