import type { Context } from '../feature/context.ts';
import type { RecordedEvent } from '../feature/feature.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { restoredMail } from './deletion.mails.ts';
import { lockAccount } from './lock-account.ts';

/** Notifies the owner, in the unit of work in which a login, a link or an operator restores the account. */
export async function mailRestored(ctx: Context, { userId = 0 }: RecordedEvent): Promise<void> {
  const owner = await lockAccount(ctx, userId);
  if (owner) await queueNotice(ctx, { kind: restoredMail, owner, time: new Date(owner.now) });
}
