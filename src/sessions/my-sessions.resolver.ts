import { Arg, Ctx, FieldResolver, Mutation, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { OwnerOnly } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { endSession } from './end-session.ts';
import { LogoutPayload } from './logout.types.ts';
import { listSessions } from './my-sessions.ts';
import { EndSessionInput, OwnSession } from './my-sessions.types.ts';

@Resolver(() => User)
export class MySessionsResolver {
  @OwnerOnly()
  @FieldResolver(() => [OwnSession], {
    nullable: true,
    description:
      'The live sessions, last used first, at most 1,000. Null for every caller except the owner of the account.',
  })
  sessions(@Root() { id }: Account, @Ctx() ctx: Context): Promise<OwnSession[]> {
    return listSessions(ctx, id);
  }

  @Mutation(() => LogoutPayload, {
    description:
      'Ends one of your own sessions at once. If you have no such session, revokedSessions is 0. Ending the current session is a logout.',
  })
  endSession(
    @Ctx() ctx: Context,
    @Arg('input', () => EndSessionInput) { id }: EndSessionInput,
  ): Promise<LogoutPayload> {
    return endSession(ctx, id);
  }
}
