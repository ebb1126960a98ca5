import { Field, InputType, ObjectType } from 'type-graphql';
import { DateTime } from '../feature/date-time.ts';

@ObjectType({
  description: 'The account is closed, and all of its sessions have ended.',
  simpleResolvers: true,
})
export class DeletionPayload {
  @Field(() => DateTime, {
    description: 'When the account and its data will be deleted. Until then, its owner can restore it.',
  })
  dueAt!: Date;
}

@InputType({ description: 'The proof from the mail about the deletion.' })
export class RestoreAccountInput {
  @Field(() => String, { description: 'The token of the link.' })
  token!: string;
}
