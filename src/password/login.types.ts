import { Field, InputType } from 'type-graphql';

@InputType({
  description: 'The credentials of an account: its password, and exactly one of username and email.',
})
export class LoginInput {
  @Field(() => String, { nullable: true, description: 'A username; an email is accepted too.' })
  username?: string | null;

  @Field(() => String, { nullable: true })
  email?: string | null;

  @Field(() => String)
  password!: string;
}
