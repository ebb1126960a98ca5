import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { ApplyProof, SecondFactor } from '../feature/proofs.ts';
import { record, recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { secondFactorAttempt } from '../second-factors/second-factor-attempt.ts';
import { secondFactorInvalid } from '../second-factors/second-factors.errors.ts';
import { secondFactorRejected } from '../second-factors/second-factors.events.ts';
import { currentStep, stepOf } from './authenticator.ts';
import { secondFactorUnavailable } from './totp.errors.ts';
import { secondFactorUsed } from './totp.events.ts';
import { openSecret } from './totp-secrets.ts';

/** RFC 8176 */
export const totpProof = { name: 'otp', factors: ['possession'] } as const;

const describeCredential = `
  select created_at as "createdAt", last_used_at as "lastUsedAt" from totp_credentials where user_id = $1`;

const selectCredential = `
  select secret, last_step::float8 as "lastStep", ${currentStep} as now from totp_credentials where user_id = $1`;

/** $1: user, $2: step, $3: the secret as it was read, $4: the secret sealed again, or null. */
const useStep = `
  update totp_credentials set last_step = $2, last_used_at = now(),
    secret = case when secret = $3 then coalesce($4::bytea, secret) else secret end
  where user_id = $1 and last_step < $2 returning 1`;

interface CredentialRow {
  secret: Buffer;
  lastStep: number;
  now: number;
}

export const totpFactor: SecondFactor = {
  name: 'TOTP',
  field: 'totp',
  proofs: [totpProof.name],
  makesLoginsAsk: true,
  countQuery: () => 'select count(*) from totp_credentials where user_id = $1',
  async describe({ em }, userId) {
    type Row = { createdAt: Date | string; lastUsedAt: Date | string | null };
    const rows = await execute<Row>(em, describeCredential, [userId]);
    return rows.map(({ createdAt, lastUsedAt }) => ({
      createdAt: new Date(createdAt),
      lastUsedAt: lastUsedAt && new Date(lastUsedAt),
    }));
  },
  judge(ctx, { account }, code) {
    return makeAttempt(ctx, { kind: secondFactorAttempt, accountId: account.id }, async (count) => {
      await count();
      return check(ctx, account.id, code);
    });
  },
};

async function check(ctx: Context, userId: number, code: string): Promise<ApplyProof> {
  const [row] = await ctx.app.database.read<CredentialRow>('totp-credential', selectCredential, [userId]);
  if (!row) return reject(ctx, userId, 'wrong-code');
  const opened = openSecret(ctx, userId, row.secret);
  if (!opened) throw secondFactorUnavailable();
  const step = stepOf(opened.secret, code, row.now);
  if (step === undefined) return reject(ctx, userId, 'wrong-code');
  if (step <= row.lastStep) return reject(ctx, userId, 'used-code');
  const values = [userId, step, row.secret, opened.resealed];
  return (inside) => use(inside, userId, values);
}

/** Of two logins that race with one code, or with the codes of two steps, the later statement finds a used code. */
async function use(ctx: Context, userId: number, values: unknown[]): Promise<void> {
  const used = await execute(ctx.em, useStep, values);
  if (used.length === 0) return reject(ctx, userId, 'used-code');
  await record(ctx, secondFactorUsed({ userId, reason: 'totp' }));
}

async function reject(ctx: Context, userId: number, reason: 'wrong-code' | 'used-code'): Promise<never> {
  await recordNow(ctx, secondFactorRejected({ userId, reason }));
  throw secondFactorInvalid();
}
