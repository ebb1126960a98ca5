import type { Feature } from '../feature/feature.ts';
import { checkMail } from './check-mail.ts';
import { EmailStatusResolver } from './email-status.resolver.ts';
import { Mail } from './mail.entity.ts';
import { mailNotConfigured } from './mail.errors.ts';
import { mailGivenUp, mailRefused, mailSent, mailUncertain, mailWithheld } from './mail.events.ts';
import { mailSettings } from './mail.settings.ts';
import { mailCommands } from './mail-commands.ts';
import { mailData } from './mail-data.ts';
import { mailGauges } from './mail-gauges.ts';
import { flowAttempt, mailRequestAttempt, recipientAttempt, unknownEmailAttempt } from './mail-limits.ts';
import { mailRoutes } from './mails-page.ts';
import { countAnswer } from './request-load.ts';
import { secureAccountPurpose } from './secure-account.ts';
import { startMail } from './start-mail.ts';

/** Sends mails through an outbox, so that no request waits for a mail server. */
export const mail: Feature = {
  name: 'mail',
  settings: mailSettings,
  entities: [Mail],
  errors: [mailNotConfigured],
  events: [mailSent, mailRefused, mailGivenUp, mailUncertain, mailWithheld],
  secretPurposes: [secureAccountPurpose],
  attempts: [mailRequestAttempt, recipientAttempt, flowAttempt, unknownEmailAttempt],
  resolvers: [EmailStatusResolver],
  routes: mailRoutes,
  commands: mailCommands,
  gauges: mailGauges,
  checks: { mail: checkMail },
  personalData: mailData,
  afterAnswer: countAnswer,
  start: startMail,
};
