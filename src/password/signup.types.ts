import { Field, InputType } from 'type-graphql';

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
}
