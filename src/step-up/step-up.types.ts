import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { WebAuthnJson } from '../feature/web-authn-json.ts';
import { ProofMethodName } from '../login-steps/login-steps.types.ts';

@ObjectType({ description: 'The proofs that a signed-in user can give.', simpleResolvers: true })
export class ConfirmationChallenge {
  @Field(() => String, { description: 'Send it with confirmIdentity, in the same session.' })
  challenge!: string;

  @Field(() => [ProofMethodName], {
    description: 'The proofs that confirmIdentity accepts. If the list is empty, log in again.',
  })
  methods!: readonly string[];

  @Field(() => Int, { description: 'Seconds until the challenge expires.' })
  expiresIn!: number;
}

@InputType({ description: 'A challenge and exactly one proof.' })
export class ConfirmIdentityInput {
  @Field(() => String, { description: 'The challenge from startConfirmation.' })
  challenge!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The code that the authenticator app shows: six digits.',
  })
  totp?: string | null;

  @Field(() => WebAuthnJson, {
    nullable: true,
    description: 'The AuthenticationResponseJSON of a passkey, for the options in `passkeyOptions`.',
  })
  passkey?: string | null;

  @Field(() => String, { nullable: true, description: 'One of the recovery codes, in any letter case.' })
  recoveryCode?: string | null;

  @Field(() => String, { nullable: true })
  password?: string | null;

  @Field(() => String, { nullable: true, description: 'The code from the mail, in any letter case.' })
  emailCode?: string | null;
}
