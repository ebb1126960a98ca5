import { Field, Int, ObjectType } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import type { Account } from '../feature/account.ts';

@ObjectType({ description: 'The tokens of a session, from login or refresh.', simpleResolvers: true })
export class AuthToken {
  @Field(() => String, { description: 'To be sent as "Authorization: Bearer <accessToken>".' })
  accessToken!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Null if an HttpOnly cookie contains the refresh token. Also null from confirmIdentity: keep the present refresh token.',
  })
  refreshToken!: string | null;

  @Field(() => String, { description: 'Always bearer.' })
  tokenType!: string;

  @Field(() => Int, { description: 'Seconds until the access token expires.' })
  expiresIn!: number;

  @Field(() => Int, { description: 'Seconds until the refresh token expires.' })
  refreshExpiresIn!: number;

  @Field(() => User, { description: 'The owner of the tokens.' })
  user!: Account;
}
