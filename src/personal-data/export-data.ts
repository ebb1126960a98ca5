import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { requireUser } from '../sessions/require-user.ts';
import { collectData } from './collect-data.ts';
import { exportAttempt } from './export-attempt.ts';
import { accountExported } from './personal-data.events.ts';
import type { PersonalData } from './personal-data.types.ts';

/** @throws UNAUTHENTICATED, REAUTHENTICATION_REQUIRED, RATE_LIMITED. */
export async function exportOwnData(ctx: Context): Promise<PersonalData> {
  const { account } = await requireUser(ctx);
  return makeAttempt(ctx, { kind: exportAttempt, accountId: account.id }, async (count) => {
    await count();
    return exportData(ctx, account, 'owner');
  });
}

export async function exportData(
  ctx: Context,
  account: Account,
  reason: 'owner' | 'administrator',
): Promise<PersonalData> {
  const sections = await collectData(ctx, account);
  await recordNow(ctx, accountExported({ userId: account.id, reason }));
  return { exportedAt: new Date(), sections };
}
