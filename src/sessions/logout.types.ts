import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum LogoutScope {
  CURRENT = 'CURRENT',
  OTHERS = 'OTHERS',
  ALL = 'ALL',
}

registerEnumType(LogoutScope, {
  name: 'LogoutScope',
  description: 'Which of your sessions to end.',
  valuesConfig: {
    CURRENT: { description: 'The one that the given tokens belong to.' },
    OTHERS: { description: 'All but that one.' },
    ALL: { description: 'Every session, on every device.' },
  },
});

@InputType({ description: 'Which session to end; without it, the one of the access token.' })
export class LogoutInput {
  @Field(() => String, {
    nullable: true,
    description: 'Needed when the access token has expired or is not sent along.',
  })
  refreshToken?: string | null;

  @Field(() => LogoutScope, { defaultValue: LogoutScope.CURRENT })
  scope!: LogoutScope;
}

@ObjectType({ description: 'What a logout did.' })
export class LogoutPayload {
  @Field(() => String)
  message!: string;

  @Field(() => Int, { description: 'How many sessions this call ended; 0 when none was left to end.' })
  revokedSessions!: number;
}
