import { Field, InputType } from 'type-graphql';

@InputType({ description: 'Who you are, and the proof.' })
export class LoginInput {
  @Field(() => String, { description: 'A username or an email address.' })
  username!: string;

  @Field(() => String)
  password!: string;
}
