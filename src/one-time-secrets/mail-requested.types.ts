import { Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'The answer to every request for a mail. It is the same whether the mail was sent or not, so that it reveals no accounts.',
  simpleResolvers: true,
})
export class MailRequested {
  @Field(() => ID, { description: 'Send it with the code from the mail.' })
  flow!: string;

  @Field(() => Int, { description: 'Seconds until the code expires. The link may work for longer.' })
  expiresIn!: number;
}
