import { z } from 'zod';
import { defineEvent } from '../kernel/events.ts';

/** Events about mails never contain an email. */
const aboutMail = { mailId: z.string(), kind: z.string(), userId: z.int().optional() };
const reply = { replyCode: z.int().optional() };

export const mailSent = defineEvent('mail.sent', 'success', aboutMail);
/** The mail server permanently rejected the mailbox. */
export const mailRefused = defineEvent('mail.refused', 'refused', { ...aboutMail, ...reply });
/** All attempts have failed, or the link would have expired. */
export const mailGivenUp = defineEvent('mail.given-up', 'refused', { ...aboutMail, ...reply });
/** Twice, the connection broke after the mail server had received the whole mail. */
export const mailUncertain = defineEvent('mail.uncertain', 'refused', aboutMail);
/** Too many mails for this mailbox. */
export const mailWithheld = defineEvent('mail.withheld', 'refused', { kind: z.string() });
