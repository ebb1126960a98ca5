import { Field, InputType, ObjectType } from 'type-graphql';

@InputType({ description: 'The proof from the mail about the reset of the second factors.' })
export class CancelFactorResetInput {
  @Field(() => String, { description: 'The token of the link.' })
  token!: string;
}

@ObjectType({ description: 'The account keeps its second factors.', simpleResolvers: true })
export class CancelFactorResetPayload {
  @Field(() => String)
  username!: string;
}
