import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The current password and the new one.' })
export class ChangePasswordInput {
  @Field(() => String, { nullable: true, description: 'Required.' })
  currentPassword?: string | null;

  @Field(() => String, { description: 'Follows the rules of SignupInput.password.' })
  newPassword!: string;
}
