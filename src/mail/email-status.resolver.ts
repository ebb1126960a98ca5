import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { OwnerOnly } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { perAccount } from '../feature/per-account.ts';
import { EmailStatus } from './email-status.types.ts';

const selectRefused =
  'select id, email_refused_at is not null as "isRefused" from users where id = any($1::int4[])';

interface Row {
  id: number;
  isRefused: boolean;
}

/** Runs one statement per request, however many aliases the request contains. */
const findStatus = perAccount(async ({ app }, ids) => {
  const rows = await app.database.read<Row>('email-status', selectRefused, [ids]);
  return new Map(rows.map(({ id, isRefused }) => [id, isRefused ? EmailStatus.REFUSED : EmailStatus.OK]));
});

@Resolver(() => User)
export class EmailStatusResolver {
  @OwnerOnly()
  @FieldResolver(() => EmailStatus, {
    nullable: true,
    description: 'Whether mails reach the email. Null for everyone except the owner of the account.',
  })
  emailStatus(@Root() { id }: Account, @Ctx() ctx: Context): Promise<EmailStatus | null> {
    return findStatus(ctx, id);
  }
}
