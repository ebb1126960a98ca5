import { Arg, Ctx, FieldResolver, Int, Mutation, Resolver, Root } from 'type-graphql';
import { User } from '../../src/accounts/user.entity.ts';
import { Attempts, Guarded, Open, OwnerOnly } from '../../src/feature/access.ts';
import type { Account } from '../../src/feature/account.ts';
import type { Context } from '../../src/feature/context.ts';
import { AuthToken } from '../../src/sessions/auth-token.types.ts';
import { Recent } from '../../src/step-up/recent.ts';
import { badgeAttempt } from './badge-attempt.ts';
import { SetBadgeInput } from './badges.types.ts';
import { continueWithBadge } from './continue-with-badge.ts';
import { findBadge } from './find-badge.ts';
import { reportBadgeLost } from './report-badge-lost.ts';
import { setBadge } from './set-badge.ts';
import { wearsBadge } from './wears-badge.ts';

@Resolver(() => User)
export class BadgesResolver {
  @OwnerOnly()
  @FieldResolver(() => String, { nullable: true, description: 'Only you can read your own.' })
  badge(@Root() account: Account, @Ctx() ctx: Context): Promise<string | null> {
    return findBadge(ctx, account.id);
  }

  @FieldResolver(() => Boolean)
  async hasBadge(@Root() account: Account, @Ctx() ctx: Context): Promise<boolean> {
    return (await findBadge(ctx, account.id)) !== null;
  }

  @Recent()
  @Mutation(() => User)
  setBadge(@Ctx() ctx: Context, @Arg('input', () => SetBadgeInput) input: SetBadgeInput): Promise<Account> {
    return setBadge(ctx, input);
  }

  @Open()
  @Attempts(badgeAttempt)
  @Mutation(() => AuthToken)
  continueWithBadge(
    @Ctx() ctx: Context,
    @Arg('challenge', () => String) challenge: string,
    @Arg('number', () => String) number: string,
  ): Promise<AuthToken> {
    return continueWithBadge(ctx, challenge, number);
  }

  @Guarded(wearsBadge)
  @Mutation(() => Int)
  reportBadgeLost(@Ctx() ctx: Context): Promise<number> {
    return reportBadgeLost(ctx);
  }
}
