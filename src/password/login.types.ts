import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The credentials of an account.' })
export class LoginInput {
  @Field(() => String, { description: 'A username or an email address.' })
  username!: string;

  @Field(() => String)
  password!: string;
}
