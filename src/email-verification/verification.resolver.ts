import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { requestVerification } from './request-verification.ts';
import { VerifyEmailInput } from './verification.types.ts';
import { verifyEmail } from './verify-email.ts';

@Resolver()
export class VerificationResolver {
  @Mutation(() => MailRequested, {
    description: "Sends a mail that proves the caller's email. Sends none if the email is already verified.",
  })
  requestEmailVerification(@Ctx() ctx: Context): Promise<MailRequested> {
    return requestVerification(ctx);
  }

  @Mutation(() => User, {
    description: "Verifies the email of the caller's account. Succeeds again while the email is verified.",
  })
  verifyEmail(
    @Ctx() ctx: Context,
    @Arg('input', () => VerifyEmailInput) input: VerifyEmailInput,
  ): Promise<Account> {
    return verifyEmail(ctx, input);
  }
}
