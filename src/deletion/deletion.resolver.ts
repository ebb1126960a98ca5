import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Attempts, Open } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { LoginStep } from '../login-steps/login-steps.types.ts';
import { Recent } from '../step-up/recent.ts';
import { deleteAccount } from './delete-account.ts';
import { closingMail } from './deletion.mails.ts';
import { DeletionPayload, RestoreAccountInput } from './deletion.types.ts';
import { deleteAttempt, restoreAttempt } from './deletion-attempts.ts';
import { restoreAccount } from './restore-account.ts';

@Resolver()
export class DeletionResolver {
  @Recent({ notice: closingMail })
  @Attempts(deleteAttempt)
  @Mutation(() => DeletionPayload, {
    description:
      "Closes the caller's account and ends all of its sessions. The service deletes the account later.",
  })
  deleteAccount(@Ctx() ctx: Context): Promise<DeletionPayload> {
    return deleteAccount(ctx);
  }

  @Open()
  @Attempts(restoreAttempt)
  @Mutation(() => LoginStep, {
    description:
      'Restores a closing account with the link from the mail. Does not log in, so the step contains no tokens: log in as usual.',
  })
  restoreAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => RestoreAccountInput) input: RestoreAccountInput,
  ): Promise<LoginStep> {
    return restoreAccount(ctx, input);
  }
}
