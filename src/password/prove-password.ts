import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import type { ClientError } from '../kernel/errors.ts';
import { passwordHasher } from './hasher.ts';
import { whyNot } from './log-in.ts';
import { passwordRejected } from './password.events.ts';
import { canonicalPassword } from './password-rules.ts';

const selectHash = 'select hash from password_credentials where user_id = $1';

/** Compares the password of a signed-in user, inside an attempt. @throws what `wrong` makes; OVERLOADED. */
export async function provePassword(
  ctx: Context,
  { id }: Account,
  givenPassword: string,
  count: () => Promise<void>,
  wrong: () => ClientError,
): Promise<void> {
  const { app, request } = ctx;
  const hasher = passwordHasher(app);
  const [row] = await hasher.prepare(() =>
    app.database.read<{ hash: string }>('password-of-account', selectHash, [id]),
  );
  const given = canonicalPassword(givenPassword);
  if (await hasher.matches(given, row?.hash, count, () => request.isGone())) return;
  await recordNow(ctx, passwordRejected(whyNot(ctx, { id, hash: row?.hash ?? null })));
  throw wrong();
}
