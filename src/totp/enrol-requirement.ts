import { createHmac } from 'node:crypto';
import type { App, Context } from '../feature/context.ts';
import type { AppliedProof, ChallengedLogin, LoginRequirement } from '../feature/proofs.ts';
import { recordNow } from '../feature/unit-of-work.ts';
import { challengeInvalid } from '../login-steps/login-steps.errors.ts';
import { oncePer } from '../platform/once-per.ts';
import { hasFactor } from '../second-factors/account-factors.ts';
import { secondFactorRejected } from '../second-factors/second-factors.events.ts';
import { secondFactorSettings } from '../second-factors/second-factors.settings.ts';
import { lockActiveAccount } from '../sessions/lock-account.ts';
import { addAuthenticator } from './add-authenticator.ts';
import { currentStep, secretLength, stepOf } from './authenticator.ts';
import { setupCodeInvalid } from './totp.errors.ts';
import { totpFactor, totpProof } from './totp-factor.ts';
import { sealSecret } from './totp-secrets.ts';

const selectStep = `select ${currentStep} as now`;

/**
 * With `SECOND_FACTOR=required`, a login to an account without a factor sets up an authenticator app first. Recovery codes do
 * not count: they replace a factor. Comes last, so that only the owner of a verified email gets this far.
 */
export const enrolRequirement: LoginRequirement = {
  name: 'ENROL',
  methodsFor: () => [totpFactor.name],
  async isOpen(ctx, { account }) {
    if (ctx.app.config.of(secondFactorSettings).SECOND_FACTOR !== 'required') return false;
    return !account.asksSecondFactor && !(await hasFactor(ctx, account.id));
  },
  async judge(ctx, challenge, { text }) {
    const { account } = challenge;
    const [row] = await ctx.app.database.read<{ now: number }>('totp-step', selectStep, []);
    if (!row) throw new Error('PostgreSQL returned no row for the current time.');
    for (const secret of secretsOf(ctx.app, challenge.id, account.id)) {
      const step = stepOf(secret, text, row.now);
      if (step !== undefined) return (inside) => enrol(inside, challenge, secret, step);
    }
    await recordNow(ctx, secondFactorRejected({ userId: account.id, reason: 'wrong-code' }));
    throw setupCodeInvalid();
  },
};

async function enrol(
  ctx: Context,
  { account: { id: userId } }: ChallengedLogin,
  secret: Buffer,
  step: number,
): Promise<AppliedProof> {
  const account = await lockActiveAccount(ctx, userId);
  // An overlapping request may have set up a factor. This login has proved only the password, and must not replace it.
  if (!account || (await hasFactor(ctx, userId))) throw challengeInvalid();
  const sealed = sealSecret(ctx.app, userId, secret);
  const recoveryCodes = await addAuthenticator(ctx, account, { secret: sealed, step, isUsed: true });
  return { methods: [totpProof.name], recoveryCodes };
}

const enrolmentKeys = oncePer((app: App) => app.keysFor('totp-enrolment/v1'));

/**
 * The secret that a challenge offers, derived from the challenge: no two logins share a secret, and the database contains
 * none. After a change of SECRET_KEY, the challenge may be older than the key. @returns the current key's secret first.
 */
export function secretsOf(app: App, challenge: string, userId: number): [Buffer, ...Buffer[]] {
  const [first, ...others] = enrolmentKeys(app).map((key) =>
    createHmac('sha256', key).update(`${challenge}/${userId}`).digest().subarray(0, secretLength),
  );
  if (!first) throw new Error('The service has no SECRET_KEY.');
  return [first, ...others];
}
