import { Ctx, Field, FieldResolver, ObjectType, Resolver, Root } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import { OwnerOnly } from '../feature/access.ts';
import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { perAccount } from '../feature/per-account.ts';
import { findRelyingParty } from './relying-party.ts';

@ObjectType({
  description: 'What browsers need to forget removed passkeys and old usernames (WebAuthn Level 3, 5.1.10).',
  simpleResolvers: true,
})
export class PasskeySignals {
  @Field(() => String)
  rpId!: string;

  @Field(() => String, { description: 'The user id, in base64url.' })
  userHandle!: string;

  @Field(() => [String], { description: 'The ids of all passkeys of the account.' })
  acceptedCredentialIds!: readonly string[];
}

interface Row {
  userId: number;
  handle: Buffer;
  ids: Buffer[];
}

/** $1: users, $2: domain. */
const selectSignals = `
  select u.id as "userId", u.webauthn_handle as handle,
    array(select p.credential_id from passkeys as p where p.user_id = u.id and p.rp_id = $2
      order by p.created_at, p.credential_id) as ids
  from users as u where u.id = any($1::int4[]) and u.webauthn_handle is not null`;

const findSignals = perAccount(async ({ app }, ids) => {
  const rpId = findRelyingParty(app)?.id;
  if (rpId === undefined) return new Map<number, PasskeySignals>();
  const rows = await app.database.read<Row>('passkey-signals', selectSignals, [ids, rpId]);
  return new Map(rows.map((row) => [row.userId, { rpId, ...asSignals(row) }]));
});

function asSignals({ handle, ids }: Row): Omit<PasskeySignals, 'rpId'> {
  return {
    userHandle: handle.toString('base64url'),
    acceptedCredentialIds: ids.map((id) => id.toString('base64url')),
  };
}

@Resolver(() => User)
export class PasskeySignalsResolver {
  @OwnerOnly()
  @FieldResolver(() => PasskeySignals, {
    nullable: true,
    description:
      'For signalAllAcceptedCredentials and signalCurrentUserDetails. Null before the first passkey, and for everyone except the owner of the account.',
  })
  passkeySignals(@Root() { id }: Account, @Ctx() ctx: Context): Promise<PasskeySignals | null> {
    return findSignals(ctx, id);
  }
}
