import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { OwnerOnly } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { perAccount } from '../feature/per-account.ts';
import { changePurpose } from './profile.mails.ts';

const selectPending = `
  select user_id as "userId", subject as email from one_time_secrets
  where user_id = any($1) and purpose = $2 and used_at is null and now() < expires_at`;

const findPending = perAccount(async ({ app }, ids) => {
  type Row = { userId: number; email: string };
  const rows = await app.database.read<Row>('pending-emails', selectPending, [ids, changePurpose.name]);
  return new Map(rows.map(({ userId, email }) => [userId, email] as const));
});

@Resolver(() => User)
export class PendingEmailResolver {
  @OwnerOnly()
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The new email of a pending change. Null if no change is pending, and for every caller except the owner of the account.',
  })
  pendingEmail(@Root() { id }: Account, @Ctx() ctx: Context): Promise<string | null> {
    return findPending(ctx, id);
  }
}
