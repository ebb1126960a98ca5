import { z } from 'zod';
import type { Context } from '../feature/context.ts';
import { factorCounts } from '../feature/factor-counts.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import type { ProofMethod, SecondFactor } from '../feature/proofs.ts';
import { checkInput } from '../kernel/input-rules.ts';
import { challengesOf } from './ceremonies.ts';
import { listPasskeys } from './own-passkeys.ts';
import { passkeyAttempt } from './passkey-attempts.ts';
import { type ListedPasskey, selectPasskeys } from './passkey-rows.ts';
import { findRelyingParty, relyingParty } from './relying-party.ts';
import { requestOptions } from './start-login.ts';
import { usePasskey } from './use-passkey.ts';
import { verifyAssertion } from './verify-assertion.ts';
import { assertionRule } from './web-authn-input.ts';

/**
 * RFC 8176: a key that its device keeps, and a key that is synced between devices. The service always requires that the
 * device has verified its user, by biometrics or a PIN. `user` only repeats that.
 */
export const passkeyProofs: readonly ProofMethod[] = [
  { name: 'hwk', factors: ['possession', 'inherence'] },
  { name: 'swk', factors: ['possession', 'inherence'] },
  { name: 'user', factors: [] },
];

export const passkeyFactor: SecondFactor = {
  name: 'PASSKEY',
  field: 'passkey',
  proofs: ['hwk', 'swk'],
  resistsPhishing: true,
  countQuery(app, parameter) {
    const party = findRelyingParty(app);
    return party
      ? `select count(*) from passkeys where user_id = $1 and rp_id = ${parameter(party.id)}`
      : 'select 0';
  },
  async describe(ctx, userId) {
    const listed = await listPasskeys(ctx, userId);
    return listed.map(({ name, createdAt, lastUsedAt }) => ({
      name,
      createdAt,
      lastUsedAt: lastUsedAt ?? null,
    }));
  },
  async judge(ctx, { id, account }, text) {
    const { passkey } = checkInput(z.object({ passkey: assertionRule }), { passkey: text });
    const assertion = await makeAttempt(ctx, { kind: passkeyAttempt }, async (count) => {
      await count();
      const challenges = () => challengesOf(ctx.app, id, account.id);
      return verifyAssertion(ctx, passkey, { challenges, userId: account.id });
    });
    return async (inside) => {
      await usePasskey(inside, assertion);
      return { methods: assertion.methods };
    };
  },
};

/** As a way in. */
export async function countPasskeys(ctx: Context, userId: number): Promise<number> {
  return (await factorCounts(ctx, userId)).get(passkeyFactor.name) ?? 0;
}

/** @param id of the login challenge or of the confirmation. @returns null unless it accepts a passkey. */
export async function proofOptions(
  { app }: Context,
  { id, userId, methods }: { id: string; userId: number; methods: readonly string[] },
): Promise<object | null> {
  if (!methods.includes(passkeyFactor.name)) return null;
  const { id: rpId } = relyingParty(app);
  const present = await app.database.read<ListedPasskey>('passkeys', selectPasskeys, [[userId], rpId]);
  const [challenge = ''] = challengesOf(app, id, userId);
  return requestOptions(rpId, challenge, present);
}
