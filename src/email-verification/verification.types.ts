import { Field, ID, InputType } from 'type-graphql';

@InputType({
  description: 'The proof of an email: either flow and code, or the token of the link.',
})
export class VerifyEmailInput {
  @Field(() => ID, { nullable: true, description: 'The flow that requestEmailVerification returned.' })
  flow?: string | null;

  @Field(() => String, { nullable: true, description: 'The code of the mail, in any letter case.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'The token of the link in the mail.' })
  token?: string | null;
}
