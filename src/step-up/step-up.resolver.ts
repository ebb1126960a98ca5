import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Attempts } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';
import { confirmIdentity } from './confirm-identity.ts';
import { confirmationAttempt } from './confirmation-attempt.ts';
import { startConfirmation } from './start-confirmation.ts';
import { ConfirmationChallenge, ConfirmIdentityInput } from './step-up.types.ts';

@Resolver()
export class StepUpResolver {
  @Attempts(confirmationAttempt)
  @Mutation(() => ConfirmationChallenge, {
    description:
      'Offers the proofs that the service accepts for the caller. If a code is one of them, mails it.',
  })
  startConfirmation(@Ctx() ctx: Context): Promise<ConfirmationChallenge> {
    return startConfirmation(ctx);
  }

  @Attempts(confirmationAttempt)
  @Mutation(() => AuthToken, {
    description:
      "Confirms the caller's identity, for operations that fail with REAUTHENTICATION_REQUIRED. Keep the refresh token.",
  })
  confirmIdentity(
    @Ctx() ctx: Context,
    @Arg('input', () => ConfirmIdentityInput) input: ConfirmIdentityInput,
  ): Promise<AuthToken> {
    return confirmIdentity(ctx, input);
  }
}
