import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Attempts, Open } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { continueAttempt } from './continue-attempt.ts';
import { continueLogin } from './continue-login.ts';
import { ContinueLoginInput, LoginStep } from './login-steps.types.ts';

@Resolver()
export class LoginStepsResolver {
  @Open()
  @Attempts(continueAttempt)
  @Mutation(() => LoginStep, { description: 'Continues a login with another proof.' })
  continueLogin(
    @Ctx() ctx: Context,
    @Arg('input', () => ContinueLoginInput) input: ContinueLoginInput,
  ): Promise<LoginStep> {
    return continueLogin(ctx, input);
  }
}
