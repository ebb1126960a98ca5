import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, Open } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { LoginStep } from '../login-steps/login-steps.types.ts';
import { MailRequested } from '../one-time-secrets/mail-requested.types.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';
import { cancelSignup } from './cancel-signup.ts';
import { completeSignup } from './complete-signup.ts';
import { logIn, startLogin } from './log-in.ts';
import { LoginInput } from './login.types.ts';
import {
  completeSignupAttempt,
  loginAttempt,
  signupAttempt,
  startSignupAttempt,
} from './password-attempts.ts';
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
}
