import { v7 as uuidv7 } from 'uuid';
import type { Account } from '../feature/account.ts';
import { beginProof } from '../feature/begin-proof.ts';
import type { Context } from '../feature/context.ts';
import type { ConfirmationMethod, FinishBeginning } from '../feature/proofs.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { requireUser } from '../sessions/require-user.ts';
import { requiredMethods } from './required-methods.ts';
import type { ConfirmationChallenge } from './step-up.types.ts';

/** The same as for a login in progress. */
const lifetime = 10 * 60;

const maxConfirmations = 5;

const insert = `
  insert into confirmations (id, user_id, session_id, methods, expires_at)
  values ($1, $2, $3, $4, now() + $5::float8 * interval '1 second')`;

/** $1: user, $2: session, $3: the new challenge. */
const deleteSurplus = `
  delete from confirmations where id in (
    select id from confirmations where user_id = $1 and session_id = $2 and id <> $3
    order by created_at desc, id desc offset ${maxConfirmations - 1})`;

type Begun = readonly [name: string, finish: FinishBeginning | undefined];

/**
 * Offers the proofs that the service accepts for the account. If a code is one of them, mails it. @throws UNAUTHENTICATED
 */
export async function startConfirmation(ctx: Context): Promise<ConfirmationChallenge> {
  const { account, session } = await requireUser(ctx);
  const { methods } = await requiredMethods(ctx, account);
  const challenge = uuidv7();
  await beginAll(ctx, methods, account, (begun) =>
    inTransaction(ctx, async (em) => {
      const states: Record<string, string | null> = {};
      for (const [name, finish] of begun) states[name] = (await finish?.(ctx)) ?? null;
      await execute(em, insert, [challenge, account.id, session.id, JSON.stringify(states), lifetime]);
      await execute(em, deleteSurplus, [account.id, session.id, challenge]);
    }),
  );
  return { challenge, methods: methods.map(({ name }) => name), expiresIn: lifetime };
}

function beginAll(
  ctx: Context,
  [method, ...others]: readonly ConfirmationMethod[],
  account: Account,
  write: (begun: readonly Begun[]) => Promise<void>,
): Promise<void> {
  if (!method) return write([]);
  return beginProof(ctx, method, account, (finish) =>
    beginAll(ctx, others, account, (begun) => write([[method.name, finish], ...begun])),
  );
}
