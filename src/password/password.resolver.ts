import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, Open } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { LoginStep } from '../login-steps/login-steps.types.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';
import { logIn, startLogin } from './log-in.ts';
import { LoginInput } from './login.types.ts';
import { loginAttempt, signupAttempt } from './password-attempts.ts';
import { signUp } from './sign-up.ts';
import { SignupInput } from './signup.types.ts';

@Resolver()
export class PasswordResolver {
  @Open()
  @Attempts(signupAttempt)
  @Mutation(() => User, { description: 'Creates an account, without logging in.' })
  signup(@Ctx() ctx: Context, @Arg('input', () => SignupInput) input: SignupInput): Promise<Account> {
    return signUp(ctx, input);
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
