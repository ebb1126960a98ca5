import { pickAccount, type Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction, recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { hasUnprovedFactor } from '../second-factors/account-factors.ts';
import { secondFactorRejected } from '../second-factors/second-factors.events.ts';
import { lockCaller } from '../sessions/lock-account.ts';
import { openSession } from '../sessions/open-session.ts';
import { requireUser } from '../sessions/require-user.ts';
import { addAuthenticator } from './add-authenticator.ts';
import { currentStep, stepOf } from './authenticator.ts';
import { enrolmentInvalid, setupCodeInvalid } from './totp.errors.ts';
import type { ConfirmTotpInput, TotpConfirmed } from './totp.types.ts';
import { confirmAttempt } from './totp-attempts.ts';
import { totpProof } from './totp-factor.ts';
import { openSecret, sealSecret } from './totp-secrets.ts';

const selectPending = `
  select secret, ${currentStep} as now from totp_enrolments where user_id = $1 and now() < expires_at`;

/** The authenticator whose code was checked, and no newer one. */
const takePending = `
  delete from totp_enrolments where user_id = $1 and secret = $2 and now() < expires_at returning 1`;

interface Pending {
  /** As stored. */
  readonly sealed: Buffer;
  readonly secret: Buffer;
  readonly step: number;
}

/**
 * Adds the authenticator, or replaces the account's earlier one. Ends every session and opens a new one, like
 * `changePassword`. @throws UNAUTHENTICATED, ENROLMENT_INVALID, SECOND_FACTOR_INVALID, RATE_LIMITED.
 */
export async function confirmTotp(ctx: Context, { code }: ConfirmTotpInput): Promise<TotpConfirmed> {
  const viewer = await requireUser(ctx);
  const { id } = viewer.account;
  const pending = await makeAttempt(ctx, { kind: confirmAttempt, accountId: id }, async (count) => {
    const enrolment = await findPending(ctx, id);
    // A request without a set-up guesses nothing, so it must not make the owner wait.
    await count();
    return check(ctx, id, enrolment, code);
  });
  return inTransaction(ctx, () => add(ctx, viewer, pending));
}

interface Found {
  readonly sealed: Buffer;
  readonly secret: Buffer;
  readonly now: number;
}

/** @throws ENROLMENT_INVALID */
async function findPending(ctx: Context, userId: number): Promise<Found> {
  type Row = { secret: Buffer; now: number };
  const [row] = await ctx.app.database.read<Row>('totp-enrolment', selectPending, [userId]);
  const opened = row && openSecret(ctx, userId, row.secret);
  if (!row || !opened) throw enrolmentInvalid();
  return { sealed: row.secret, secret: opened.secret, now: row.now };
}

async function check(
  ctx: Context,
  userId: number,
  { sealed, secret, now }: Found,
  code: string,
): Promise<Pending> {
  const step = stepOf(secret, code, now);
  if (step !== undefined) return { sealed, secret, step };
  await recordNow(ctx, secondFactorRejected({ userId, reason: 'wrong-code' }));
  throw setupCodeInvalid();
}

async function add(ctx: Context, viewer: Viewer, pending: Pending): Promise<TotpConfirmed> {
  const account = await lockCaller(ctx, viewer);
  if (await hasUnprovedFactor(ctx, viewer)) throw enrolmentInvalid();
  const taken = await execute(ctx.em, takePending, [account.id, pending.sealed]);
  if (taken.length === 0) throw enrolmentInvalid();
  const secret = sealSecret(ctx.app, account.id, pending.secret);
  const recoveryCodes = await addAuthenticator(ctx, account, { secret, step: pending.step });
  const { methods, authenticatedAt } = viewer.session;
  const tokens = await openSession(ctx, {
    account: { ...pickAccount(account), asksSecondFactor: true },
    methods: [...new Set([...methods, totpProof.name])],
    authenticatedAt,
  });
  return { recoveryCodes, tokens };
}
