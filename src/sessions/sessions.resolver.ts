import { Arg, Ctx, Field, InputType, Mutation, Query, Resolver } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, Open } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { AuthToken } from './auth-token.types.ts';
import { logOut } from './log-out.ts';
import { LogoutInput, LogoutPayload } from './logout.types.ts';
import { refreshSession } from './refresh-session.ts';
import { requireUser } from './require-user.ts';
import { logoutAttempt, refreshAttempt } from './session-attempts.ts';

@InputType({ description: 'The session to continue.' })
export class RefreshInput {
  @Field(() => String, { description: 'The latest token from login or refresh.' })
  refreshToken!: string;
}

@Resolver()
export class SessionsResolver {
  @Query(() => User, {
    nullable: true,
    description:
      'The signed-in account; null with the error UNAUTHENTICATED if the access token is not valid.',
  })
  async me(@Ctx() ctx: Context): Promise<Account> {
    return (await requireUser(ctx)).account;
  }

  @Open()
  @Attempts(refreshAttempt)
  @Mutation(() => AuthToken, {
    description:
      'Exchanges a refresh token for new tokens. Sending the same token again within seconds returns the same successor; ' +
      'sending an older token ends the session.',
  })
  refresh(
    @Ctx() ctx: Context,
    @Arg('input', () => RefreshInput, {
      nullable: true,
      description: 'Required unless a cookie holds the token.',
    })
    input?: RefreshInput,
  ): Promise<AuthToken> {
    return refreshSession(ctx, input?.refreshToken);
  }

  @Open()
  @Attempts(logoutAttempt)
  @Mutation(() => LogoutPayload, {
    description: 'Ends your session on the server at once. Succeeds even if you are already signed out.',
  })
  logout(
    @Ctx() ctx: Context,
    @Arg('input', () => LogoutInput, { nullable: true }) input?: LogoutInput,
  ): Promise<LogoutPayload> {
    return logOut(ctx, input);
  }
}
