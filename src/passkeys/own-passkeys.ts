import { z } from 'zod';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { perAccount } from '../feature/per-account.ts';
import { badUserInput } from '../kernel/errors.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { requireUser } from '../sessions/require-user.ts';
import { renameAttempt } from './passkey-attempts.ts';
import { nameRule } from './passkey-name.ts';
import { asPasskey, type ListedPasskey, passkeyColumns, selectPasskeys } from './passkey-rows.ts';
import type { Passkey, RenamePasskeyInput } from './passkeys.types.ts';
import { findRelyingParty } from './relying-party.ts';

const findRows = perAccount(async ({ app }, ids) => {
  const rpId = findRelyingParty(app)?.id ?? '';
  const rows = await app.database.read<ListedPasskey>('passkeys', selectPasskeys, [ids, rpId]);
  return Map.groupBy(rows, ({ userId }) => userId);
});

/** The passkeys of an account, oldest first. */
export async function listPasskeys(ctx: Context, accountId: number): Promise<Passkey[]> {
  return ((await findRows(ctx, accountId)) ?? []).map(asPasskey);
}

const setName = `
  update passkeys as p set name = $3 where p.credential_id = $1 and p.user_id = $2 returning ${passkeyColumns}`;

const rules = z.object({ id: z.string(), name: nameRule });

/** Changes a label that opens nothing. @throws UNAUTHENTICATED, BAD_USER_INPUT, RATE_LIMITED */
export async function renamePasskey(ctx: Context, input: RenamePasskeyInput): Promise<Passkey> {
  const { account } = await requireUser(ctx);
  const { id, name } = checkInput(rules, input);
  return makeAttempt(ctx, { kind: renameAttempt, accountId: account.id }, async (count) => {
    await count();
    const [row] = await ctx.app.database.change<ListedPasskey>({
      name: 'rename-passkey',
      text: setName,
      values: [Buffer.from(id, 'base64url'), account.id, name],
    });
    if (!row) throw noSuchPasskey();
    return asPasskey(row);
  });
}

export const noSuchPasskey = () =>
  badUserInput({
    fields: [
      { path: ['input', 'id'], reason: 'UNKNOWN', message: 'The account has no passkey with this id.' },
    ],
  });
