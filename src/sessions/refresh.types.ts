import { Field, InputType } from 'type-graphql';

@InputType({ description: 'The session to go on with.' })
export class RefreshInput {
  @Field(() => String, { description: 'The newest one that login or refresh handed out.' })
  refreshToken!: string;
}
