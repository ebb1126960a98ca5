import { z } from 'zod';
import { accountVerified, emailChanged } from '../accounts/accounts.events.ts';
import { claimIdentifiers } from '../accounts/held-identifiers.ts';
import { takenIdentifier } from '../accounts/taken-identifiers.ts';
import { type Account, accountColumns, pickAccount, type Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { checkInput, rule } from '../kernel/input-rules.ts';
import {
  checkCode,
  checkToken,
  noLongerFits,
  ofOtherAccount,
  type ProvedSecret,
  useSecret,
} from '../one-time-secrets/check-secret.ts';
import { mailProofFields, readMailProof, requireOneProof } from '../one-time-secrets/proof-input.ts';
import { execute } from '../platform/database/database.ts';
import type { AuthToken } from '../sessions/auth-token.types.ts';
import { endOldCredentials } from '../sessions/end-old-credentials.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { openSession } from '../sessions/open-session.ts';
import { requireUser } from '../sessions/require-user.ts';
import type { ConfirmEmailChangeInput } from './email-change.types.ts';
import { dropChangesFrom, mayUndo, offerUndo } from './email-changes.ts';
import { mailChange } from './mail-change.ts';
import { newEmailTaken } from './profile.errors.ts';
import { cancelPurpose, changePurpose } from './profile.mails.ts';
import { noticeFlow } from './request-email-change.ts';

const rules = requireOneProof(z.object({ ...mailProofFields, oldCode: z.string().nullish() })).refine(
  ({ oldCode, flow }) => typeof oldCode !== 'string' || typeof flow === 'string',
  { ...rule('ONLY_ONE', 'Give the code of the old mailbox with flow and code only.'), path: ['oldCode'] },
);

/**
 * Changes the email of the caller's account. The proof of the new mailbox counts only together with a session of the
 * account. Otherwise the owner of a mistyped email could take over the account. Ends every session and opens a new one, like
 * `changePassword`.
 *
 * @throws UNAUTHENTICATED, BAD_USER_INPUT, LINK_INVALID, CODE_INVALID, EMAIL_TAKEN, RATE_LIMITED.
 */
export async function confirmEmailChange(ctx: Context, input: ConfirmEmailChangeInput): Promise<AuthToken> {
  const viewer = await requireUser(ctx);
  const { oldCode, ...given } = checkInput(rules, input);
  const proof = readMailProof(given);
  const secret = await ('token' in proof
    ? checkToken(ctx, changePurpose, proof.token)
    : checkCode(ctx, changePurpose, proof));
  if (secret.userId !== viewer.account.id) throw ofOtherAccount(secret);
  const notice =
    typeof oldCode === 'string' && 'flow' in proof
      ? await checkCode(ctx, cancelPurpose, { flow: noticeFlow(proof.flow), code: oldCode })
      : undefined;
  return inTransaction(ctx, () => apply(ctx, viewer, secret, notice)).catch((error: unknown) => {
    // Reveals this only to the owner of the mailbox.
    throw takenIdentifier(error) === 'email' ? newEmailTaken() : error;
  });
}

/** The account must still have the email whose mailbox got the notice. */
const setEmail = `
  update users as u set email = $3, email_verified_at = now(), email_refused_at = null
  where u.id = $1 and u.email = $2 and u.is_active returning ${accountColumns}, now() as "changedAt"`;

const useNotice = `
  update one_time_secrets set used_at = now() where user_id = $1 and purpose = $2 and used_at is null`;

async function apply(
  ctx: Context,
  viewer: Viewer,
  secret: ProvedSecret,
  notice: ProvedSecret | undefined,
): Promise<AuthToken> {
  const old = await lockCaller(ctx, viewer);
  await useSecret(ctx, secret);
  if (notice) await useSecret(ctx, notice);
  const { id: userId } = old;
  // Otherwise a later click on the notice's link would get a wrong reason: that the link is damaged.
  await execute(ctx.em, useNotice, [userId, cancelPurpose.name]);
  type Row = Account & { changedAt: Date | string };
  const [account] = await execute<Row>(ctx.em, setEmail, [userId, old.email, secret.subject]);
  if (!account) throw noLongerFits(secret);
  await claimIdentifiers(ctx, account);
  await dropChangesFrom(ctx, account);
  await record(ctx, emailChanged({ userId, reason: 'owner' }));
  if (!old.emailVerified) await record(ctx, accountVerified({ userId }));
  const change = { old, account, time: new Date(account.changedAt) };
  await endOldCredentials(ctx, { userId, reason: 'email-change' });
  // No undo after an approval by a code from the old mailbox.
  const canUndo = !notice && mayUndo(old, viewer.session);
  await (canUndo ? offerUndo(ctx, change) : mailChange(ctx, change, old.email));
  await mailChange(ctx, change, account.email);
  const { methods, authenticatedAt } = viewer.session;
  return openSession(ctx, { account: pickAccount(account), methods, authenticatedAt });
}
