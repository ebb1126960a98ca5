import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { OwnerOnly } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { EmailStatus } from './email-status.types.ts';

const selectRefused = 'select email_refused_at is not null as "isRefused" from users where id = $1';

@Resolver(() => User)
export class EmailStatusResolver {
  @OwnerOnly()
  @FieldResolver(() => EmailStatus, {
    nullable: true,
    description: 'Whether mails reach the email. Null for everyone except the owner of the account.',
  })
  async emailStatus(@Root() { id }: Account, @Ctx() { app }: Context): Promise<EmailStatus | null> {
    const [row] = await app.database.read<{ isRefused: boolean }>('email-status', selectRefused, [id]);
    if (!row) return null;
    return row.isRefused ? EmailStatus.REFUSED : EmailStatus.OK;
  }
}
