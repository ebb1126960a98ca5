import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, Open } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { LoginStep } from '../login-steps/login-steps.types.ts';
import { mailRequestAttempt } from '../mail/mail-limits.ts';
import { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';
import { Recent } from '../step-up/recent.ts';
import { cancelSignup } from './cancel-signup.ts';
import { changePassword } from './change-password.ts';
import { ChangePasswordInput } from './change-password.types.ts';
import { completeSignup } from './complete-signup.ts';
import { logIn, startLogin } from './log-in.ts';
import { LoginInput } from './login.types.ts';
import { passwordChangedMail } from './password.mails.ts';
import {
  cancelSignupAttempt,
  changeAttempt,
  completeSignupAttempt,
  loginAttempt,
  resetAttempt,
  secureAttempt,
  signupAttempt,
  startSignupAttempt,
} from './password-attempts.ts';
import { requestPasswordReset } from './request-password-reset.ts';
import { resetPassword } from './reset-password.ts';
import {
  RequestPasswordResetInput,
  ResetPasswordInput,
  ResetPasswordPayload,
} from './reset-password.types.ts';
import { secureAccount } from './secure-account.ts';
import { SecureAccountInput, SecureAccountPayload } from './secure-account.types.ts';
import { signUp } from './sign-up.ts';
import { CancelSignupInput, CancelSignupPayload, CompleteSignupInput, SignupInput } from './signup.types.ts';
import { startSignup } from './start-signup.ts';

@Resolver()
export class PasswordResolver {
  @Open()
  @Attempts(signupAttempt)
  @Mutation(() => User, { description: 'Creates an account, without logging in.' })
  signup(@Ctx() ctx: Context, @Arg('input', () => SignupInput) input: SignupInput): Promise<Account> {
    return signUp(ctx, input);
  }

  @Open()
  @Attempts(startSignupAttempt)
  @Mutation(() => MailRequested, {
    description:
      'Sends a mail that completeSignup needs. The answer is the same for the email of an account.',
  })
  startSignup(
    @Ctx() ctx: Context,
    @Arg('input', () => SignupInput) input: SignupInput,
  ): Promise<MailRequested> {
    return startSignup(ctx, input);
  }

  @Open()
  @Attempts(completeSignupAttempt)
  @Mutation(() => LoginStep, { description: 'Creates the account, with a verified email, and logs in.' })
  completeSignup(
    @Ctx() ctx: Context,
    @Arg('input', () => CompleteSignupInput) input: CompleteSignupInput,
  ): Promise<LoginStep> {
    return completeSignup(ctx, input);
  }

  @Open()
  @Attempts(cancelSignupAttempt)
  @Mutation(() => CancelSignupPayload, {
    description: 'Ends the signups with an email whose owner has not signed up. May be repeated.',
  })
  cancelSignup(
    @Ctx() ctx: Context,
    @Arg('input', () => CancelSignupInput) input: CancelSignupInput,
  ): Promise<CancelSignupPayload> {
    return cancelSignup(ctx, input);
  }

  @Open()
  @Attempts(loginAttempt)
  @Mutation(() => AuthToken, {
    description: 'Opens a session. The error is the same for an unknown account and a wrong password.',
  })
  login(@Ctx() ctx: Context, @Arg('input', () => LoginInput) input: LoginInput): Promise<AuthToken> {
    return logIn(ctx, input);
  }

  @Open()
  @Attempts(loginAttempt)
  @Mutation(() => LoginStep, {
    description: 'Begins a login that may need more than the password. Rejects what login rejects.',
  })
  startLogin(@Ctx() ctx: Context, @Arg('input', () => LoginInput) input: LoginInput): Promise<LoginStep> {
    return startLogin(ctx, input);
  }

  @Open()
  @Attempts(mailRequestAttempt)
  @Mutation(() => MailRequested, {
    description:
      'Mails the username, and a link and a code for a new password. The answer is the same for every email.',
  })
  requestPasswordReset(
    @Ctx() ctx: Context,
    @Arg('input', () => RequestPasswordResetInput) input: RequestPasswordResetInput,
  ): Promise<MailRequested> {
    return requestPasswordReset(ctx, input);
  }

  @Open()
  @Attempts(resetAttempt)
  @Mutation(() => ResetPasswordPayload, {
    description: 'Sets a new password with the proof from a mail, and ends all sessions. Does not log in.',
  })
  resetPassword(
    @Ctx() ctx: Context,
    @Arg('input', () => ResetPasswordInput) input: ResetPasswordInput,
  ): Promise<ResetPasswordPayload> {
    return resetPassword(ctx, input);
  }

  @Open()
  @Attempts(secureAttempt)
  @Mutation(() => SecureAccountPayload, {
    description:
      'Takes the link of a mail about something that you did not do. Ends all sessions, makes the password unusable, and ' +
      'mails a link and a code for a new one.',
  })
  secureAccount(
    @Ctx() ctx: Context,
    @Arg('input', () => SecureAccountInput) input: SecureAccountInput,
  ): Promise<SecureAccountPayload> {
    return secureAccount(ctx, input);
  }

  @Recent({ checksPassword: true, notice: passwordChangedMail })
  @Attempts(changeAttempt)
  @Mutation(() => AuthToken, {
    description:
      'Changes the password, opens a new session for the caller, and ends all others, the old one included.',
  })
  changePassword(
    @Ctx() ctx: Context,
    @Arg('input', () => ChangePasswordInput) input: ChangePasswordInput,
  ): Promise<AuthToken> {
    return changePassword(ctx, input);
  }
}
