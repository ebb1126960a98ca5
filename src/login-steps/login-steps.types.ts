import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { WebAuthnJson } from '../feature/web-authn-json.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';

export enum LoginRequirementName {
  EMAIL_VERIFICATION = 'EMAIL_VERIFICATION',
  RESTORE_ACCOUNT = 'RESTORE_ACCOUNT',
  SECOND_FACTOR = 'SECOND_FACTOR',
  ENROL = 'ENROL',
}

export enum ProofMethodName {
  TOTP = 'TOTP',
  RECOVERY_CODE = 'RECOVERY_CODE',
  PASSKEY = 'PASSKEY',
  EMAIL_CODE = 'EMAIL_CODE',
  PASSWORD = 'PASSWORD',
  RESTORE = 'RESTORE',
}

registerEnumType(LoginRequirementName, {
  name: 'LoginRequirement',
  description: 'What a login still has to prove. Later versions add values.',
  valuesConfig: {
    EMAIL_VERIFICATION: { description: 'The email of the account. The service has sent a mail with a code.' },
    RESTORE_ACCOUNT: {
      description: 'The decision to keep an account that is closing.',
    },
    SECOND_FACTOR: { description: 'A second factor of the account.' },
    ENROL: {
      description: 'A first code of the authenticator that the user has just set up: see `totpEnrolment`.',
    },
  },
});

registerEnumType(ProofMethodName, {
  name: 'ProofMethodName',
  description: 'A field of ContinueLoginInput or ConfirmIdentityInput. Later versions add values.',
  valuesConfig: {
    TOTP: { description: 'totp' },
    RECOVERY_CODE: { description: 'recoveryCode' },
    PASSKEY: { description: 'passkey, for the options in `passkeyOptions`.' },
    EMAIL_CODE: { description: 'emailCode' },
    PASSWORD: { description: 'password' },
    RESTORE: { description: 'restore: true. Cancels the deletion of the account.' },
  },
});

@ObjectType({ description: 'A login that still has to prove something.', simpleResolvers: true })
export class LoginChallenge {
  @Field(() => String, { description: 'Send it with continueLogin. It opens nothing else.' })
  challenge!: string;

  @Field(() => LoginRequirementName)
  asks!: string;

  @Field(() => [ProofMethodName], { description: 'The proofs that continueLogin accepts.' })
  methods!: readonly string[];

  @Field(() => Int, { description: 'Seconds until the login has to begin again.' })
  expiresIn!: number;

  /** For the field resolvers of other features. */
  id!: string;
  userId!: number;
}

@ObjectType({
  description:
    'The state of a login: either tokens, or the proof that it still needs. Neither if the call did not begin a login.',
  simpleResolvers: true,
})
export class LoginStep {
  @Field(() => AuthToken, { nullable: true, description: 'The login is complete.' })
  tokens?: AuthToken | null;

  @Field(() => LoginChallenge, { nullable: true, description: 'The login needs another proof.' })
  next?: LoginChallenge | null;

  @Field(() => [String], {
    nullable: true,
    description: 'New recovery codes, after a login that set up the first second factor. Show them once.',
  })
  recoveryCodes?: readonly string[] | null;
}

@InputType({ description: 'The challenge of a login, and exactly one proof.' })
export class ContinueLoginInput {
  @Field(() => String)
  challenge!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The code that the authenticator app shows: six digits.',
  })
  totp?: string | null;

  @Field(() => String, { nullable: true, description: 'One of the recovery codes, in any letter case.' })
  recoveryCode?: string | null;

  @Field(() => WebAuthnJson, { nullable: true, description: 'The AuthenticationResponseJSON of a passkey.' })
  passkey?: string | null;

  @Field(() => String, { nullable: true, description: 'The code of the mail, or the token of its link.' })
  emailCode?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True restores a closing account.' })
  restore?: boolean | null;
}
