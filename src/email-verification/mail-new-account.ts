import { accountSettings } from '../accounts/accounts.settings.ts';
import type { Context } from '../feature/context.ts';
import type { RecordedEvent } from '../feature/feature.ts';
import { mailVerification } from './mail-verification.ts';

/** Runs in the unit of work that creates the account, whether by a signup or by an operator. */
export async function mailNewAccount(ctx: Context, { userId }: RecordedEvent): Promise<void> {
  const { EMAIL_VERIFICATION } = ctx.app.config.of(accountSettings);
  // With `required`, the first login sends the mail.
  if (EMAIL_VERIFICATION === 'optional' && userId !== undefined) await mailVerification(ctx, userId);
}
