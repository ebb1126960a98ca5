import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { Attempts, Open } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { AuthToken } from './auth-token.type.ts';
import { logOut } from './log-out.ts';
import { LogoutInput, LogoutPayload } from './logout.types.ts';
import { RefreshInput } from './refresh.types.ts';
import { refreshSession } from './refresh-session.ts';
import { requireUser } from './require-user.ts';
import { logoutAttempt, refreshAttempt } from './session-attempts.ts';

@Resolver()
export class SessionsResolver {
  @Query(() => User, {
    nullable: true,
    description: 'Who you are. Null, with the error UNAUTHENTICATED, without a valid access token.',
  })
  async me(@Ctx() ctx: Context): Promise<Account> {
    return (await requireUser(ctx)).account;
  }

  @Open()
  @Attempts(refreshAttempt)
  @Mutation(() => AuthToken, {
    description:
      'Exchanges a refresh token for new tokens. The same token sent again within seconds gets the same successor; ' +
      'an older one ends the session.',
  })
  refresh(
    @Ctx() ctx: Context,
    @Arg('input', () => RefreshInput, {
      nullable: true,
      description: 'Needed unless a cookie holds the token.',
    })
    input?: RefreshInput,
  ): Promise<AuthToken> {
    return refreshSession(ctx, input?.refreshToken);
  }

  @Open()
  @Attempts(logoutAttempt)
  @Mutation(() => LogoutPayload, {
    description:
      'Ends your session on the server at once. Repeating it, or calling it signed out, is no error.',
  })
  logout(
    @Ctx() ctx: Context,
    @Arg('input', () => LogoutInput, { nullable: true }) input?: LogoutInput,
  ): Promise<LogoutPayload> {
    return logOut(ctx, input);
  }
}
