import type { Context } from '../feature/context.ts';
import { mailKinds, templatesOf } from './declared-mails.ts';
import type { ClaimedMail } from './mail-rows.ts';
import { linkOf } from './mail-secret.ts';
import type { Post } from './mail-server.ts';
import { viewOf } from './mail-view.ts';
import { recipientOf } from './recipient.ts';
import { noteReason, postpone, settle, settleSent } from './settle-mail.ts';
import { NoSession } from './smtp-replies.ts';

/** The pause after an attempt that may have succeeded. Receivers recognize a duplicate by its Message-ID. */
const uncertainPauseSeconds = 5 * 60;

/** Sends a claimed mail, and writes the outcome to its row. @throws Unavailable */
export async function sendMail(
  ctx: Context,
  post: Post,
  mail: ClaimedMail,
  signal: AbortSignal,
): Promise<'settled'> {
  await attempt(ctx, post, mail, signal);
  return 'settled';
}

async function attempt(ctx: Context, post: Post, mail: ClaimedMail, signal: AbortSignal): Promise<void> {
  const { app } = ctx;
  if (mail.isExpired) return settle(ctx, mail, mail.tries > 1 ? 'given-up' : 'ended');
  const kind = mailKinds(app).get(mail.kind);
  // A newer version of the service may know this kind.
  if (!kind) throw new Error(`This version of the service has no mail "${mail.kind}".`);
  const recipient = recipientOf(mail.recipient);
  if (!recipient) return settle(ctx, mail, 'refused', { replyClass: 'recipient' });
  const link = kind.link && linkOf(app, kind.link, mail);
  if (kind.link && !link && !kind.link.isOptional) return settle(ctx, mail, 'ended');
  const { locale, facts, id } = mail;
  const text = templatesOf(app).render(kind.name, locale, viewOf(app, kind, { locale, facts, link }));
  const delivery = await post.deliver({ id, recipient, ...text }, signal).catch(async (error: unknown) => {
    if (error instanceof NoSession) await noteReason(ctx, mail, error.reason);
    throw error;
  });
  if (delivery.outcome === 'retry') return postpone(ctx, mail, delivery);
  if (delivery.outcome === 'uncertain' && !mail.isUncertain)
    return postpone(ctx, mail, delivery, uncertainPauseSeconds);
  if (delivery.outcome === 'sent') return settleSent(ctx, mail, delivery);
  return settle(ctx, mail, delivery.outcome, delivery);
}
