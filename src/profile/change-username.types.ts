import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The new username of the account.' })
export class ChangeUsernameInput {
  @Field(() => String, { description: 'Follows the rules of SignupInput.username.' })
  username!: string;
}
