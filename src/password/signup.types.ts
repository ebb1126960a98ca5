import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';

@InputType({ description: 'A new account.' })
export class SignupInput {
  @Field(() => String, {
    description:
      '3 to 32 of A-Z a-z 0-9 . _ - starting with a letter or digit; unique without regard to case.',
  })
  username!: string;

  @Field(() => String)
  email!: string;

  @Field(() => String, {
    description: 'At least 8 characters, or more if configured. A few random words make a good password.',
  })
  password!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The language of mails, as a tag such as "de-CH". By default, Accept-Language decides.',
  })
  locale?: string | null;
}

@InputType({
  description:
    'The proof of the email of a signup: either flow and code, or the token of the link and the password of the signup.',
})
export class CompleteSignupInput {
  @Field(() => ID, { nullable: true, description: 'The flow that startSignup returned.' })
  flow?: string | null;

  @Field(() => String, { nullable: true, description: 'The code of the mail, in any letter case.' })
  code?: string | null;

  @Field(() => String, { nullable: true, description: 'The token of the link in the mail.' })
  token?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Required with token: the reader of a mail need not be the person who signed up.',
  })
  password?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Replaces the username of the signup, for example after USERNAME_TAKEN.',
  })
  username?: string | null;
}

@InputType({ description: 'The link of a mail about a signup that the recipient did not start.' })
export class CancelSignupInput {
  @Field(() => String)
  token!: string;
}

@ObjectType({ description: 'What cancelSignup has ended.', simpleResolvers: true })
export class CancelSignupPayload {
  @Field(() => Int, { description: '0 if the signups had already ended.' })
  cancelledSignups!: number;
}
