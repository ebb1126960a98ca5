import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Attempts, Open } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { cancelFactorReset, cancelResetAttempt } from './cancel-factor-reset.ts';
import { CancelFactorResetInput, CancelFactorResetPayload } from './factor-resets.types.ts';

@Resolver()
export class FactorResetResolver {
  @Open()
  @Attempts(cancelResetAttempt)
  @Mutation(() => CancelFactorResetPayload, {
    description:
      'Cancels the reset of the second factors that an operator has requested, with the link from the mail.',
  })
  cancelFactorReset(
    @Ctx() ctx: Context,
    @Arg('input', () => CancelFactorResetInput) input: CancelFactorResetInput,
  ): Promise<CancelFactorResetPayload> {
    return cancelFactorReset(ctx, input);
  }
}
