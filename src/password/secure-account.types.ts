import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { MailRequested } from '../one-time-secrets/mail-requested.types.ts';

@InputType({ description: 'The proof from a notice about something that the owner did not do.' })
export class SecureAccountInput {
  @Field(() => String, { description: 'The token of the link.' })
  token!: string;
}

@ObjectType({
  description: 'Every session has ended, and the password no longer works.',
  simpleResolvers: true,
})
export class SecureAccountPayload {
  @Field(() => Int, { description: 'The number of sessions that this call ended.' })
  revokedSessions!: number;

  @Field(() => MailRequested, {
    description:
      'The mail for a new password, as from requestPasswordReset. resetPassword accepts its code or link.',
  })
  reset!: MailRequested;
}
