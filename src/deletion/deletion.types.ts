import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTime } from '../feature/date-time.ts';

@ObjectType({
  description: 'The account is closed, and all of its sessions have ended.',
  simpleResolvers: true,
})
export class DeletionPayload {
  @Field(() => DateTime, {
    description:
      'When the service deletes the account and its data. Until then, the owner can restore the account.',
  })
  dueAt!: Date;
}

@InputType({ description: 'The proof from the mail about the deletion.' })
export class RestoreAccountInput {
  @Field(() => String, { description: 'The token of the link.' })
  token!: string;
}
