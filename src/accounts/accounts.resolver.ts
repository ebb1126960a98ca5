import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import type { Account, Context } from '../feature/context.ts';
import { emailFor, requireUser } from './accounts.service.ts';
import { User } from './user.entity.ts';

@Resolver(() => User)
export class AccountsResolver {
  @Query(() => User, {
    nullable: true,
    description: 'Who you are. Null, with the error UNAUTHENTICATED, without a valid access token.',
  })
  async me(@Ctx() ctx: Context): Promise<Account> {
    return (await requireUser(ctx)).account;
  }

  @FieldResolver(() => String, { nullable: true })
  email(@Root() account: Account, @Ctx() ctx: Context): string | null | Promise<string | null> {
    return emailFor(ctx, account);
  }
}
