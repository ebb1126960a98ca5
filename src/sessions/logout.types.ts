import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum LogoutScope {
  CURRENT = 'CURRENT',
  OTHERS = 'OTHERS',
  ALL = 'ALL',
}

registerEnumType(LogoutScope, {
  name: 'LogoutScope',
  description: 'The sessions to end.',
  valuesConfig: {
    CURRENT: { description: 'The session of the sent tokens.' },
    OTHERS: { description: 'All sessions except the session of the sent tokens.' },
    ALL: { description: 'All sessions, on every device.' },
  },
});

@InputType({ description: 'Without this input, the session of the access token ends.' })
export class LogoutInput {
  @Field(() => String, {
    nullable: true,
    description: 'Required if the access token has expired or is missing.',
  })
  refreshToken?: string | null;

  @Field(() => LogoutScope, { defaultValue: LogoutScope.CURRENT })
  scope!: LogoutScope;
}

@ObjectType({ description: 'The result of a logout.' })
export class LogoutPayload {
  @Field(() => String)
  message!: string;

  @Field(() => Int, {
    description: 'The number of sessions that this call ended; 0 if they had all ended before.',
  })
  revokedSessions!: number;
}
