import type { Context } from '../feature/context.ts';
import { makeAttempt } from '../feature/make-attempt.ts';
import { inTransaction } from '../feature/unit-of-work.ts';
import { checkToken, markUsed } from '../one-time-secrets/check-secret.ts';
import { signupPurpose } from './password.mails.ts';
import { cancelSignupAttempt } from './password-attempts.ts';
import { endPending } from './pending-signups.ts';
import type { CancelSignupInput, CancelSignupPayload } from './signup.types.ts';
import { splitSignupToken } from './signup-link.ts';

/** For mail recipients who did not sign up. Can be repeated. @throws LINK_INVALID */
export function cancelSignup(ctx: Context, input: CancelSignupInput): Promise<CancelSignupPayload> {
  return makeAttempt(ctx, { kind: cancelSignupAttempt }, async (count) => {
    await count();
    const { token } = splitSignupToken(input.token);
    const secret = await checkToken(ctx, signupPurpose, token, { acceptUsed: true });
    return inTransaction(ctx, async () => {
      // A used secret may have a successor, and this link must not end the successor's signups.
      if (!(await markUsed(ctx, secret))) return { cancelledSignups: 0 };
      return { cancelledSignups: (await endPending(ctx, secret.subject)).length };
    });
  });
}
