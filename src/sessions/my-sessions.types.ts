import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTime } from '../feature/date-time.ts';
import { DeviceKind } from './device.types.ts';

@ObjectType('Session', {
  description: 'A login that has not ended: on one device, in one browser or app.',
  simpleResolvers: true,
})
export class OwnSession {
  @Field(() => ID)
  id!: string;

  @Field(() => Boolean, { description: 'Whether it is the session of this request.' })
  isCurrent!: boolean;

  @Field(() => String, {
    description:
      'Such as "Firefox on Windows", from the user agent of the login. What is no browser has the name that it gives itself.',
  })
  device!: string;

  @Field(() => DeviceKind)
  kind!: DeviceKind;

  @Field(() => DateTime, { description: 'When the login was.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    description: 'When its refresh token was last replaced; before the first refresh, when the login was.',
  })
  lastRefreshedAt!: Date;

  @Field(() => DateTime, { description: 'When it was last used, to within about five minutes.' })
  lastUsedAt!: Date;

  @Field(() => DateTime, { description: 'When it ends unless it is refreshed before.' })
  expiresAt!: Date;

  @Field(() => [String], { description: 'How the owner logged in: values of "amr" (RFC 8176), such as pwd.' })
  methods!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'Of the last use that lastUsedAt tells. Behind a proxy, what the proxy reports.',
  })
  ipAddress!: string | null;
}

@InputType({ description: 'One of your own sessions.' })
export class EndSessionInput {
  @Field(() => ID, { description: 'As in Session.id.' })
  id!: string;
}
