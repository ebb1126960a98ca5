import { Field, InputType } from 'type-graphql';

@InputType({ description: 'A new account.' })
export class SignupInput {
  @Field(() => String, {
    description:
      '3 to 32 of A-Z a-z 0-9 . _ - beginning with a letter or digit; unique without regard to case.',
  })
  username!: string;

  @Field(() => String)
  email!: string;

  @Field(() => String, {
    description: '8 characters at least, or more where configured; a few random words are a good one.',
  })
  password!: string;
}
