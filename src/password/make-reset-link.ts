import type { Account } from '../feature/account.ts';
import { CommandFailure } from '../feature/command.ts';
import type { Context } from '../feature/context.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { linkTo } from '../mail/links.ts';
import { issueSecret } from '../one-time-secrets/issue-secret.ts';
import { type SecretSeed, tokenOf } from '../one-time-secrets/secret-text.ts';
import { execute } from '../platform/database/database.ts';
import { passwordResetRequested } from './password.events.ts';
import { operatorResetPurpose } from './password.mails.ts';

interface ResetLink {
  link: string;
  expiresAt: Date;
}

const selectSeed = 'select id, nonce from one_time_secrets where id = $1';

/**
 * Makes a link for an owner who cannot receive mail, so that no operator has to choose a password. @throws CommandFailure
 */
export async function makeResetLink(ctx: Context, account: Account): Promise<ResetLink> {
  if (!account.isActive) {
    throw new CommandFailure('The account is disabled, so the link would not work. Enable it first.');
  }
  return inTransaction(ctx, async (em) => {
    const bearer = { userId: account.id, subject: account.email };
    const { secretId, expiresAt } = await issueSecret(ctx, operatorResetPurpose, bearer);
    const [seed] = await execute<SecretSeed>(em, selectSeed, [secretId]);
    if (!seed) throw new Error('The secret of the link is gone.');
    await record(ctx, passwordResetRequested({ userId: account.id }));
    return {
      link: linkTo(ctx.app, 'reset-password', tokenOf(ctx.app, operatorResetPurpose, seed)),
      expiresAt,
    };
  });
}
