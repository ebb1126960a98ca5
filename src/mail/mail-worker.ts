import type { App } from '../feature/context.ts';
import { type QueueWorker, workQueue } from '../feature/work-queue.ts';
import { oncePer } from '../platform/once-per.ts';
import { developmentSender, keepMails } from './kept-mails.ts';
import { mailSettings } from './mail.settings.ts';
import { mailRows } from './mail-rows.ts';
import { openMailServer, type Post } from './mail-server.ts';
import { mailsUrl } from './mails-page.ts';
import { isBusyWithRequests } from './request-load.ts';
import { sendMail } from './send-mail.ts';

const current = oncePer((_app: App): { worker?: QueueWorker } => ({}));

const drainMilliseconds = 5_000;

/** @returns a function that stops the worker. */
export function startWorker(app: App): () => Promise<void> {
  const post = openPost(app);
  const worker = workQueue(app, {
    name: 'mails',
    rows: mailRows,
    batchSize: 64,
    drainMilliseconds,
    isBusy: () => isBusyWithRequests(app),
    work: (ctx, mail, signal) => sendMail(ctx, post, mail, signal),
  });
  current(app).worker = worker;
  return async () => {
    await worker.end();
    await post.close();
  };
}

function openPost(app: App): Post {
  const { SMTP_URL, MAIL_FROM, MAIL_ENVELOPE_FROM } = app.config.of(mailSettings);
  if (SMTP_URL && MAIL_FROM)
    return openMailServer(SMTP_URL, { from: MAIL_FROM, envelopeFrom: MAIL_ENVELOPE_FROM });
  return keepMails(app.config, MAIL_FROM ?? developmentSender, () =>
    app.log.info(`a mail was kept: ${mailsUrl(app)}`),
  );
}

/** In this process, a committed mail does not wait for the next poll. */
export function wakeWorker(app: App): void {
  // Sending at once would delay the response only for emails that get mail, which would reveal them.
  const milliseconds = 100 + Math.random() * 100;
  setTimeout(() => current(app).worker?.wake(), milliseconds).unref();
}
