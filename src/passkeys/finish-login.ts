import { z } from 'zod';
import { lockAccount } from '../deletion/lock-account.ts';
import { pickAccount } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { checkInput } from '../kernel/input-rules.ts';
import type { LoginStep } from '../login-steps/login-steps.types.ts';
import { preparingLoginStep, takeLoginStep } from '../login-steps/take-login-step.ts';
import { readCeremony, useCeremony } from './ceremonies.ts';
import { passkeyAttempt } from './passkey-attempts.ts';
import type { FinishPasskeyLoginInput } from './passkeys.types.ts';
import { refusePasskey } from './refuse-passkey.ts';
import { relyingParty } from './relying-party.ts';
import { usePasskey } from './use-passkey.ts';
import { verifyAssertion } from './verify-assertion.ts';
import { assertionRule } from './web-authn-input.ts';

const rules = z.object({ ceremony: z.string(), credential: assertionRule });

/**
 * Logs in with a passkey. It counts as two factors. @throws BAD_USER_INPUT, PASSKEY_UNKNOWN, PASSKEY_INVALID,
 * PASSKEYS_NOT_CONFIGURED, RATE_LIMITED.
 */
export async function finishPasskeyLogin(ctx: Context, input: FinishPasskeyLoginInput): Promise<LoginStep> {
  relyingParty(ctx.app);
  const { ceremony: challenge, credential } = checkInput(rules, input);
  const { ceremony, assertion } = await makeAttempt(ctx, { kind: passkeyAttempt }, async (count) => {
    await count();
    const ceremony = readCeremony(ctx, challenge, ['login']);
    if (!ceremony) return refusePasskey(ctx, 'ceremony');
    const challenges = (now: number) => (now < ceremony.expiresAt ? [challenge] : []);
    return { ceremony, assertion: await verifyAssertion(ctx, credential, { challenges }) };
  });
  const { account, methods } = assertion;
  const userId = account.id;
  return preparingLoginStep(ctx, { proof: { account, methods } }, (prepared) =>
    inTransaction(ctx, async () => {
      // The lock serializes this login with changes of the account, such as the removal of the passkey.
      const locked = await lockAccount(ctx, userId);
      if (!locked?.isActive && !locked?.isClosing) return refusePasskey(ctx, 'disabled', userId);
      if (!(await useCeremony(ctx, ceremony))) return refusePasskey(ctx, 'used', userId);
      await usePasskey(ctx, assertion);
      return takeLoginStep(ctx, { account: pickAccount(locked), methods }, prepared);
    }),
  );
}
