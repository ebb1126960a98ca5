import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';

@InputType({ description: 'The account that has forgotten its password or username.' })
export class RequestPasswordResetInput {
  @Field(() => String)
  email!: string;
}

@InputType({ description: 'The proof from a mail, either token or flow and code, and the new password.' })
export class ResetPasswordInput {
  @Field(() => String, { nullable: true, description: 'The token of the link.' })
  token?: string | null;

  @Field(() => ID, { nullable: true, description: 'The flow that requestPasswordReset returned.' })
  flow?: string | null;

  @Field(() => String, { nullable: true, description: 'The code of the mail.' })
  code?: string | null;

  @Field(() => String, { description: 'Follows the rules of SignupInput.password.' })
  newPassword!: string;
}

@ObjectType({ description: 'The password is set. Log in with it.', simpleResolvers: true })
export class ResetPasswordPayload {
  @Field(() => Int, { description: 'The number of sessions that the reset ended.' })
  revokedSessions!: number;
}
