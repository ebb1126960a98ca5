import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { SecondFactor } from '../feature/proofs.ts';
import { record, recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { hasFactor } from './account-factors.ts';
import { notifyOwner } from './notify-owner.ts';
import { fewCodes, storedForms } from './recovery-codes.ts';
import { recoveryCodeAttempt } from './second-factor-attempt.ts';
import { recoveryCodeInvalid } from './second-factors.errors.ts';
import { recoveryCodeUsed, secondFactorRejected } from './second-factors.events.ts';
import { codeUsedMail } from './second-factors.mails.ts';

const countUnused =
  'select count(*)::int4 as count from recovery_codes where user_id = $1 and used_at is null';

const selectCode = `
  select used_at is not null as "isUsed" from recovery_codes where user_id = $1 and code_hmac = any($2::bytea[])`;

const markUsed = `
  update recovery_codes set used_at = now()
  where user_id = $1 and code_hmac = any($2::bytea[]) and used_at is null returning 1`;

export const recoveryProof = { name: 'recovery-code', factors: ['possession'] } as const;

export const recoveryCodeFactor: SecondFactor = {
  name: 'RECOVERY_CODE',
  field: 'recoveryCode',
  proofs: [recoveryProof.name],
  isSubstitute: true,
  async count(ctx, userId) {
    if (!(await hasFactor(ctx, userId))) return 0;
    const [row] = await execute<{ count: number }>(ctx.em, countUnused, [userId]);
    return row?.count ?? 0;
  },
  judge(ctx, { account }, code) {
    const forms = storedForms(ctx.app, account.id, code);
    return makeAttempt(ctx, { kind: recoveryCodeAttempt, accountId: account.id }, async (count) => {
      await count();
      const values = [account.id, forms];
      const [found] = await ctx.app.database.read<{ isUsed: boolean }>('recovery-code', selectCode, values);
      if (!found) return reject(ctx, account.id, 'wrong-code');
      if (found.isUsed) return reject(ctx, account.id, 'used-code');
      return (inside) => use(inside, account.id, forms);
    });
  },
};

/** Only the log tells a used code from a wrong one. @throws SECOND_FACTOR_INVALID */
async function reject(ctx: Context, userId: number, reason: 'wrong-code' | 'used-code'): Promise<never> {
  await recordNow(ctx, secondFactorRejected({ userId, reason }));
  throw recoveryCodeInvalid();
}

/** Of two logins that race with one code, the second finds it used. @throws SECOND_FACTOR_INVALID */
async function use(ctx: Context, userId: number, forms: Buffer[]): Promise<void> {
  const used = await execute(ctx.em, markUsed, [userId, forms]);
  if (used.length === 0) return reject(ctx, userId, 'used-code');
  await record(ctx, recoveryCodeUsed({ userId }));
  const codesLeft = await recoveryCodeFactor.count(ctx, userId);
  const facts = { codesLeft: String(codesLeft), areFew: codesLeft <= fewCodes ? 'yes' : '' };
  await notifyOwner(ctx, userId, { kind: codeUsedMail, facts });
}
