import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { Attempts } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { LoginChallenge } from '../login-steps/login-steps.types.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';
import { Recent } from '../step-up/recent.ts';
import { confirmTotp } from './confirm-totp.ts';
import { describeLoginEnrolment } from './login-enrolment.ts';
import { removeTotp } from './remove-totp.ts';
import { startTotp } from './start-totp.ts';
import { addedMail, removedMail } from './totp.mails.ts';
import { ConfirmTotpInput, TotpConfirmed, TotpEnrolmentPayload } from './totp.types.ts';
import { confirmAttempt, removeAttempt, startAttempt } from './totp-attempts.ts';

@Resolver()
export class TotpResolver {
  @Recent({ needsStrongest: true, notice: addedMail })
  @Attempts(startAttempt)
  @Mutation(() => TotpEnrolmentPayload, {
    description:
      'Begins to set up an authenticator app. An app that the account already has works until confirmTotp.',
  })
  startTotp(@Ctx() ctx: Context): Promise<TotpEnrolmentPayload> {
    return startTotp(ctx);
  }

  /** Not `@Recent()`: `startTotp` needed a recent proof, and setting up the app may take longer. */
  @Attempts(confirmAttempt)
  @Mutation(() => TotpConfirmed, {
    description:
      'Adds the authenticator app, opens a new session for the caller, and ends all others, the old one included.',
  })
  confirmTotp(
    @Ctx() ctx: Context,
    @Arg('input', () => ConfirmTotpInput) input: ConfirmTotpInput,
  ): Promise<TotpConfirmed> {
    return confirmTotp(ctx, input);
  }

  @Recent({ needsStrongest: true, notice: removedMail })
  @Attempts(removeAttempt)
  @Mutation(() => AuthToken, {
    description:
      'Removes the authenticator app, opens a new session for the caller, and ends all others, the old one included.',
  })
  removeTotp(@Ctx() ctx: Context): Promise<AuthToken> {
    return removeTotp(ctx);
  }
}

@Resolver(() => LoginChallenge)
export class LoginEnrolmentResolver {
  @FieldResolver(() => TotpEnrolmentPayload, {
    nullable: true,
    description: 'The authenticator app to set up, if `asks` is ENROL.',
  })
  totpEnrolment(
    @Root() challenge: LoginChallenge,
    @Ctx() ctx: Context,
  ): Promise<TotpEnrolmentPayload | null> {
    return describeLoginEnrolment(ctx, challenge);
  }
}
