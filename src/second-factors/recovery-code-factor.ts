import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { SecondFactor } from '../feature/proofs.ts';
import { record, recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { storedForms } from './recovery-codes.ts';
import { secondFactorAttempt } from './second-factor-attempt.ts';
import { secondFactorInvalid } from './second-factors.errors.ts';
import { recoveryCodeUsed, secondFactorRejected } from './second-factors.events.ts';

const countUnused =
  'select count(*)::int4 as count from recovery_codes where user_id = $1 and used_at is null';

const selectUnused = `
  select 1 from recovery_codes where user_id = $1 and code_hmac = any($2::bytea[]) and used_at is null`;

const markUsed = `
  update recovery_codes set used_at = now()
  where user_id = $1 and code_hmac = any($2::bytea[]) and used_at is null returning 1`;

export const recoveryProof = { name: 'recovery-code', factors: ['possession'] } as const;

export const recoveryCodeFactor: SecondFactor = {
  name: 'RECOVERY_CODE',
  field: 'recoveryCode',
  proofs: [recoveryProof.name],
  async count({ em }, userId) {
    const [row] = await execute<{ count: number }>(em, countUnused, [userId]);
    return row?.count ?? 0;
  },
  judge(ctx, { account }, code) {
    const forms = storedForms(ctx.app, account.id, code);
    const attempt = { kind: secondFactorAttempt, accountId: account.id };
    return makeAttempt(ctx, attempt, async (count) => {
      await count();
      const found = await ctx.app.database.read('recovery-code', selectUnused, [account.id, forms]);
      if (found.length === 0) return reject(ctx, account.id);
      return (inside) => use(inside, account.id, forms);
    });
  },
};

async function reject(ctx: Context, userId: number): Promise<never> {
  await recordNow(ctx, secondFactorRejected({ userId, reason: 'wrong-code' }));
  throw secondFactorInvalid();
}

/** Of two logins that race with one code, the second finds it used. @throws SECOND_FACTOR_INVALID */
async function use(ctx: Context, userId: number, forms: Buffer[]): Promise<void> {
  const used = await execute(ctx.em, markUsed, [userId, forms]);
  if (used.length === 0) throw secondFactorInvalid();
  await record(ctx, recoveryCodeUsed({ userId }));
}
