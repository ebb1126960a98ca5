import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The username that the account is to have.' })
export class ChangeUsernameInput {
  @Field(() => String, { description: 'Follows the rules of SignupInput.username.' })
  username!: string;
}
