import { Field, Int, ObjectType } from 'type-graphql';
import { User } from '../accounts/user.entity.ts';
import type { Account } from '../feature/account.ts';

@ObjectType({ description: 'What a successful login or refresh hands out.', simpleResolvers: true })
export class AuthToken {
  @Field(() => String, { description: 'Send it as "Authorization: Bearer <accessToken>".' })
  accessToken!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Null when the refresh token was set as an HttpOnly cookie instead.',
  })
  refreshToken!: string | null;

  @Field(() => String, { description: 'Always bearer.' })
  tokenType!: string;

  @Field(() => Int, { description: 'Seconds until the access token ends.' })
  expiresIn!: number;

  @Field(() => Int, { description: 'Seconds until the refresh token ends.' })
  refreshExpiresIn!: number;

  @Field(() => User, { description: 'Whose tokens these are.' })
  user!: Account;
}
