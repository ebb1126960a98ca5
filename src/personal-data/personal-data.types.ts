import { GraphQLJSONObject } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { DateTime } from '../feature/date-time.ts';

@ObjectType({ description: 'What the service stores about an account, by subject.', simpleResolvers: true })
export class PersonalDataSection {
  @Field(() => String, {
    description: 'For example account, sessions or mails. Later versions add sections.',
  })
  name!: string;

  @Field(() => [GraphQLJSONObject], { description: 'One object for each session, mail and so on.' })
  entries!: object[];
}

@ObjectType({
  description: 'Everything that the service stores about an account, without hashes and secrets.',
  simpleResolvers: true,
})
export class PersonalData {
  @Field(() => DateTime)
  exportedAt!: Date;

  @Field(() => [PersonalDataSection])
  sections!: PersonalDataSection[];
}
