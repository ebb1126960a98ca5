import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The badge to have, or none.' })
export class SetBadgeInput {
  @Field(() => String, { nullable: true, description: 'Digits only; null takes the badge away.' })
  number!: string | null;
}
