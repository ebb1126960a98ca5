import { z } from 'zod';
import { type Account, pickAccount, type Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, record } from '../feature/unit-of-work.ts';
import { ClientError, isRetryable, unauthenticated } from '../kernel/errors.ts';
import { execute } from '../platform/database/database.ts';
import type { AuthToken } from '../sessions/auth-token.types.ts';
import { renewProof } from '../sessions/renew-proof.ts';
import { requireUser } from '../sessions/require-user.ts';
import { lockActiveUser } from '../sessions/session-statements.ts';
import { confirmationAttempt } from './confirmation-attempt.ts';
import { type GivenProof, notAccepted, readProof } from './read-proof.ts';
import { maxTries, refuse, refuseConfirmation } from './refuse-confirmation.ts';
import { identityConfirmed } from './step-up.events.ts';
import type { ConfirmIdentityInput } from './step-up.types.ts';

/** $1: challenge, $2: session, $3: user. Counts the try before the proof is checked, so that racing tries count too. */
const countTry = `
  update confirmations as c set tries = c.tries + 1
  where c.id = $1 and c.session_id = $2 and c.user_id = $3
    and c.used_at is null and now() < c.expires_at and c.tries < ${maxTries}
  returning c.methods`;

/** Under overload, an owner's retries must not use up the challenge. */
const uncountTry = 'update confirmations set tries = tries - 1 where id = $1';

const markUsed = `
  update confirmations set used_at = now() where id = $1 and used_at is null and now() < expires_at returning id`;

/**
 * Renews the proof of identity of the caller's session only.
 * @throws UNAUTHENTICATED, BAD_USER_INPUT, CHALLENGE_INVALID, RATE_LIMITED, and what the method throws for a wrong proof.
 */
export async function confirmIdentity(ctx: Context, input: ConfirmIdentityInput): Promise<AuthToken> {
  const viewer = await requireUser(ctx);
  const given = readProof(ctx.app, input);
  const { account, session } = viewer;
  const attempt = { kind: confirmationAttempt, accountId: account.id };
  const apply = await makeAttempt(ctx, attempt, async (count) => {
    await count();
    return judge(ctx, viewer, given);
  });
  const token = await inTransaction(ctx, async (em) => {
    // The lock serializes this with changes of credentials, which end the session.
    const [locked] = await execute<Account>(em, lockActiveUser, [account.id]);
    const used = await execute(em, markUsed, [given.challenge]);
    if (used.length === 0) return undefined;
    const applied = await apply?.(ctx);
    const { methods = [given.method.proofs[0]] } = applied ?? {};
    const renewed = locked && (await renewProof(ctx, pickAccount(locked), session.id, methods));
    if (!renewed) throw unauthenticated({ reason: 'SESSION_ENDED' });
    const [reason = given.method.proofs[0]] = methods;
    await record(ctx, identityConfirmed({ userId: account.id, sessionId: session.id, reason }));
    return renewed;
  });
  return token ?? refuseConfirmation(ctx, viewer, given.challenge);
}

async function judge(ctx: Context, viewer: Viewer, { challenge, method, proof }: GivenProof) {
  const { account, session } = viewer;
  if (!z.uuid().safeParse(challenge).success) return refuse(ctx, viewer, 'unknown');
  const values = [challenge, session.id, account.id];
  const [row] = await ctx.app.database.change<{ methods: Record<string, string | null> }>({
    name: 'count-confirmation',
    text: countTry,
    values,
  });
  if (!row) return refuseConfirmation(ctx, viewer, challenge);
  const state = row.methods[method.name];
  if (state === undefined) return refuse(ctx, viewer, 'not-offered', notAccepted(method));
  try {
    return await method.judge(ctx, { id: challenge, account, state: state ?? undefined }, proof);
  } catch (error) {
    if (!(error instanceof ClientError)) throw error;
    if (!isUndecided(error)) return refuse(ctx, viewer, 'wrong-proof', error);
    await ctx.app.database.change({ name: 'uncount-confirmation', text: uncountTry, values: [challenge] });
    throw error;
  }
}

/** Whether the service rejected the attempt before it compared the proof. */
function isUndecided(error: ClientError): boolean {
  return isRetryable(error) || error.code === 'RATE_LIMITED';
}
