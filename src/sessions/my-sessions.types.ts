import { Field, ID, InputType, ObjectType } from 'type-graphql';
import { DateTime } from '../feature/date-time.ts';
import { DeviceKind } from './device.types.ts';

@ObjectType('Session', {
  description: 'A live login on one device, in one browser or app.',
  simpleResolvers: true,
})
export class OwnSession {
  @Field(() => ID)
  id!: string;

  @Field(() => Boolean, { description: 'Whether this is the session of the request.' })
  isCurrent!: boolean;

  @Field(() => String, {
    description:
      'For example "Firefox on Windows", from the user agent of the login. For other programs, the name in the user agent.',
  })
  device!: string;

  @Field(() => DeviceKind)
  kind!: DeviceKind;

  @Field(() => DateTime, { description: 'When the user logged in.' })
  createdAt!: Date;

  @Field(() => DateTime, {
    description:
      'When the client last refreshed the session. Before the first refresh, when the user logged in.',
  })
  lastRefreshedAt!: Date;

  @Field(() => DateTime, {
    description: 'When a client last used the session, accurate to about five minutes.',
  })
  lastUsedAt!: Date;

  @Field(() => DateTime, { description: 'When the session expires without a refresh.' })
  expiresAt!: Date;

  @Field(() => [String], { description: 'How the owner logged in: values of "amr" (RFC 8176), such as pwd.' })
  methods!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'The IP address of the use at lastUsedAt. Behind a proxy, the one that the proxy forwards.',
  })
  ipAddress!: string | null;
}

@InputType({ description: 'One of your own sessions.' })
export class EndSessionInput {
  @Field(() => ID, { description: 'The id of the session (Session.id).' })
  id!: string;
}
