import { Arg, Ctx, Mutation, Resolver } from 'type-graphql';
import { Open } from '../feature/access.ts';
import type { Context } from '../feature/context.ts';
import { AuthToken } from './auth-token.type.ts';
import { logOut } from './log-out.ts';
import { LogoutInput, LogoutPayload } from './logout.types.ts';
import { RefreshInput } from './refresh.types.ts';
import { refreshSession } from './refresh-session.ts';

@Resolver()
export class SessionsResolver {
  @Open()
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
