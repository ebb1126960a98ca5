import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';

@InputType({ description: 'The new email of the account.' })
export class RequestEmailChangeInput {
  @Field(() => String)
  newEmail!: string;
}

@InputType({
  description: 'The proof from the mail to the new email: either flow and code, or the token of the link.',
})
export class ConfirmEmailChangeInput {
  @Field(() => ID, { nullable: true, description: 'The flow that requestEmailChange returned.' })
  flow?: string | null;

  @Field(() => String, { nullable: true, description: 'The code from the mail, in any letter case.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'The token of the link in the mail.' })
  token?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'With flow and code: the code from the mail to the old email. The change is then final.',
  })
  oldCode?: string | null;
}

@InputType({ description: 'The link of the mail to the old email.' })
export class CancelEmailChangeInput {
  @Field(() => String, {
    nullable: true,
    description: "Without a token, the change of the caller's account is cancelled.",
  })
  token?: string | null;
}

@InputType({ description: 'The link of the mail to the old email.' })
export class UndoEmailChangeInput {
  @Field(() => String)
  token!: string;
}

@ObjectType({
  description:
    'The account has its old email and username again, and no password. Set a new one with requestPasswordReset.',
  simpleResolvers: true,
})
export class UndoPayload {
  @Field(() => String, { description: 'The restored email.' })
  email!: string;

  @Field(() => Int, { description: 'The number of sessions that ended.' })
  revokedSessions!: number;
}
