import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({ description: 'The second factors of an account.', simpleResolvers: true })
export class SecondFactors {
  @Field(() => Boolean, { description: 'Whether the account has an authenticator app.' })
  totp!: boolean;

  @Field(() => Int, { description: 'How many passkeys the account has.' })
  passkeys!: number;

  @Field(() => Int, { description: 'How many recovery codes are unused.' })
  recoveryCodesLeft!: number;
}

@ObjectType({ description: 'New recovery codes.', simpleResolvers: true })
export class RecoveryCodes {
  @Field(() => [String], {
    description: 'Ten codes. Each works once. Show them now: the service cannot show them again.',
  })
  recoveryCodes!: readonly string[];
}
