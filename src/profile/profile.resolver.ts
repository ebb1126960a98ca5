import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, Open } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { codeAttempt } from '../one-time-secrets/code-attempt.ts';
import { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';
import { Recent } from '../step-up/recent.ts';
import { cancelEmailChange } from './cancel-email-change.ts';
import { changeUsername } from './change-username.ts';
import { ChangeUsernameInput } from './change-username.types.ts';
import { confirmEmailChange } from './confirm-email-change.ts';
import {
  CancelEmailChangeInput,
  ConfirmEmailChangeInput,
  RequestEmailChangeInput,
  UndoEmailChangeInput,
  UndoPayload,
} from './email-change.types.ts';
import { changeRequestedMail, renamedMail } from './profile.mails.ts';
import { cancelAttempt, emailChangeAttempt, renameAttempt, undoAttempt } from './profile-attempts.ts';
import { requestEmailChange } from './request-email-change.ts';
import { undoEmailChange } from './undo-email-change.ts';

@Resolver()
export class ProfileResolver {
  @Recent({ notice: changeRequestedMail })
  @Attempts(emailChangeAttempt)
  @Mutation(() => MailRequested, {
    description:
      'Mails a proof to the new email, and a notice to the old email. The response does not reveal whether an account has the new email.',
  })
  requestEmailChange(
    @Ctx() ctx: Context,
    @Arg('input', () => RequestEmailChangeInput) input: RequestEmailChangeInput,
  ): Promise<MailRequested> {
    return requestEmailChange(ctx, input);
  }

  /** Not `@Recent()`: the request needed a recent proof, and reading the mail may take longer. */
  @Attempts(codeAttempt)
  @Mutation(() => AuthToken, {
    description:
      'Changes the email, opens a new session for the caller, and ends all others, the old one included.',
  })
  confirmEmailChange(
    @Ctx() ctx: Context,
    @Arg('input', () => ConfirmEmailChangeInput) input: ConfirmEmailChangeInput,
  ): Promise<AuthToken> {
    return confirmEmailChange(ctx, input);
  }

  @Open({ forCallers: true })
  @Attempts(cancelAttempt)
  @Mutation(() => User, {
    nullable: true,
    description:
      'Cancels the pending change: with the token from the mail to the old email, or for a signed-in caller. May be ' +
      'repeated. Null for a caller who is not signed in to the account.',
  })
  cancelEmailChange(
    @Ctx() ctx: Context,
    @Arg('input', () => CancelEmailChangeInput, { nullable: true }) input?: CancelEmailChangeInput,
  ): Promise<Account | null> {
    return cancelEmailChange(ctx, input ?? {});
  }

  @Open()
  @Attempts(undoAttempt)
  @Mutation(() => UndoPayload, {
    description:
      'Restores the old email and username, ends all sessions and deletes the password, with the token from the mail to the ' +
      'old email.',
  })
  undoEmailChange(
    @Ctx() ctx: Context,
    @Arg('input', () => UndoEmailChangeInput) input: UndoEmailChangeInput,
  ): Promise<UndoPayload> {
    return undoEmailChange(ctx, input);
  }

  @Recent({ notice: renamedMail })
  @Attempts(renameAttempt)
  @Mutation(() => User, {
    description:
      'Changes the username, at most once in 30 days. No other account can take the old one meanwhile.',
  })
  changeUsername(
    @Ctx() ctx: Context,
    @Arg('input', () => ChangeUsernameInput) input: ChangeUsernameInput,
  ): Promise<Account> {
    return changeUsername(ctx, input);
  }
}
