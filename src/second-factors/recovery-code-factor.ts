import type { Context } from '../feature/context.ts';
import { factorCounts } from '../feature/factor-counts.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { SecondFactor } from '../feature/proofs.ts';
import { record, recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { headLength } from '../platform/tokens/sealed-secrets.ts';
import { notifyOwner } from './notify-owner.ts';
import { fewCodes, readCode } from './recovery-codes.ts';
import { isCodeOf, openableHeads } from './sealed-codes.ts';
import { recoveryCodeAttempt } from './second-factor-attempt.ts';
import { recoveryCodeInvalid } from './second-factors.errors.ts';
import { recoveryCodeUsed, secondFactorRejected } from './second-factors.events.ts';
import { codeUsedMail } from './second-factors.mails.ts';

const selectCodes = `
  select id, user_id as "userId", sealed, used_at is not null as "isUsed" from recovery_codes where user_id = $1`;

const markUsed =
  'update recovery_codes set used_at = now() where id = $1 and user_id = $2 and used_at is null returning 1';

interface CodeRow {
  id: string;
  userId: number;
  sealed: Buffer;
  isUsed: boolean;
}

export const recoveryProof = { name: 'recovery-code', factors: ['possession'] } as const;

export const recoveryCodeFactor: SecondFactor = {
  name: 'RECOVERY_CODE',
  field: 'recoveryCode',
  proofs: [recoveryProof.name],
  isSubstitute: true,
  // A code that no key opens cannot be used.
  countQuery: (app, parameter) => `
    select count(*) from recovery_codes where user_id = $1 and used_at is null
      and substring(sealed from 1 for ${headLength}) = any(${parameter(openableHeads(app))}::bytea[])`,
  judge(ctx, { account }, given) {
    const code = readCode(given);
    return makeAttempt(ctx, { kind: recoveryCodeAttempt, accountId: account.id }, async (count) => {
      await count();
      const rows = await ctx.app.database.read<CodeRow>('recovery-codes', selectCodes, [account.id]);
      const found = rows.find((row) => isCodeOf(ctx.app, row, code));
      if (!found) return reject(ctx, account.id, 'wrong-code');
      if (found.isUsed) return reject(ctx, account.id, 'used-code');
      return (inside) => use(inside, found);
    });
  },
};

/** Only the log tells a used code from a wrong one. @throws SECOND_FACTOR_INVALID */
async function reject(ctx: Context, userId: number, reason: 'wrong-code' | 'used-code'): Promise<never> {
  await recordNow(ctx, secondFactorRejected({ userId, reason }));
  throw recoveryCodeInvalid();
}

/** Of two logins that race with one code, the second finds it used. @throws SECOND_FACTOR_INVALID */
async function use(ctx: Context, { id, userId }: CodeRow): Promise<void> {
  const used = await execute(ctx.em, markUsed, [id, userId]);
  if (used.length === 0) return reject(ctx, userId, 'used-code');
  await record(ctx, recoveryCodeUsed({ userId }));
  const codesLeft = (await factorCounts(ctx, userId)).get(recoveryCodeFactor.name) ?? 0;
  const facts = { codesLeft: String(codesLeft), areFew: codesLeft <= fewCodes ? 'yes' : '' };
  await notifyOwner(ctx, userId, { kind: codeUsedMail, facts });
}
