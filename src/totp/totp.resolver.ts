import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Attempts } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { Recent } from '../step-up/recent.ts';
import { confirmTotp } from './confirm-totp.ts';
import { startTotp } from './start-totp.ts';
import { addedMail } from './totp.mails.ts';
import { ConfirmTotpInput, TotpConfirmed, TotpEnrolmentPayload } from './totp.types.ts';
import { confirmAttempt, startAttempt } from './totp-attempts.ts';

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
}
