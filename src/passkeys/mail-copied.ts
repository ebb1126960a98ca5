import { lockAccount } from '../deletion/lock-account.ts';
import type { Context } from '../feature/context.ts';
import type { RecordedEvent } from '../feature/feature.ts';
import { queueNotice } from '../mail/queue-notice.ts';
import { passkeyCopiedMail } from './passkeys.mails.ts';

/**
 * Warns the owner after a refused login with a passkey that may have been copied. A listener, since the refusal rolls the
 * login's unit of work back. Once a day, because an attacker could repeat it.
 */
export async function mailCopied(ctx: Context, { userId }: RecordedEvent): Promise<void> {
  const owner = await lockAccount(ctx, userId ?? 0);
  if (!owner) return;
  await queueNotice(ctx, { kind: passkeyCopiedMail, owner, time: new Date(owner.now), maxPerDay: 1 });
}
