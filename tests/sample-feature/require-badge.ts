import { v7 as uuidv7 } from 'uuid';
import type { Context } from '../../src/feature/context.ts';
import type { Proof } from '../../src/feature/proofs.ts';
import { inTransaction } from '../../src/feature/unit-of-work.ts';
import { execute } from '../../src/platform/database/database.ts';
import { badgeRequired } from './badges.errors.ts';
import { findBadge } from './find-badge.ts';

/** A gate: if the account has a badge, its owner must present it. @throws BADGE_REQUIRED */
export async function requireBadge(ctx: Context, { account, methods }: Proof): Promise<void> {
  if (methods.includes('badge') || (await findBadge(ctx, account.id)) === null) return;
  const challenge = uuidv7();
  const text = 'insert into badge_challenges (id, user_id, methods) values ($1, $2, $3)';
  await inTransaction(ctx, (em) => execute(em, text, [challenge, account.id, methods]));
  throw badgeRequired({ challenge });
}
