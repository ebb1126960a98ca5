import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../feature/date-time.ts';
import { WebAuthnJson } from '../feature/web-authn-json.ts';
import { AuthToken } from '../sessions/auth-token.types.ts';

@ObjectType({ description: 'A passkey of the account.', simpleResolvers: true })
export class Passkey {
  @Field(() => ID, { description: 'The credential id, in base64url.' })
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'The product that keeps the passkey, such as "iCloud Keychain". It is not verified. Null if unknown.',
  })
  provider!: string | null;

  @Field(() => Boolean, { description: 'Whether the passkey may be on several devices of its owner.' })
  isSynced!: boolean;

  @Field(() => DateTime)
  createdAt!: Date;

  @Field(() => DateTime, { nullable: true })
  lastUsedAt!: Date | null;
}

@ObjectType({ description: 'A WebAuthn ceremony, for the browser.', simpleResolvers: true })
export class PasskeyCeremony {
  @Field(() => ID, { description: 'Send it with the mutation that finishes the ceremony.' })
  ceremony!: string;

  @Field(() => WebAuthnJson, {
    description: 'PublicKeyCredentialCreationOptionsJSON or PublicKeyCredentialRequestOptionsJSON.',
  })
  options!: object;

  @Field(() => Int, { description: 'Seconds until the ceremony expires.' })
  expiresIn!: number;
}

@ObjectType({ description: 'A passkey was added or removed.', simpleResolvers: true })
export class PasskeyChanged {
  @Field(() => Passkey, { nullable: true, description: 'The new passkey. Null after a removal.' })
  passkey!: Passkey | null;

  @Field(() => [String], {
    description: 'The ids of all passkeys of the account, for signalAllAcceptedCredentials.',
  })
  acceptedCredentialIds!: readonly string[];

  @Field(() => String, { description: 'The user id for signalAllAcceptedCredentials, in base64url.' })
  userHandle!: string;

  @Field(() => AuthToken, {
    nullable: true,
    description: 'The tokens of a new session: a removal ends every other one. Null if the session stays.',
  })
  tokens!: AuthToken | null;
}

@InputType({ description: 'How the registration of a passkey was started.' })
export class StartPasskeyRegistrationInput {
  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'For `mediation: "conditional"`, right after a login: the authenticator may add the passkey silently.',
  })
  automatic!: boolean;
}

@InputType({ description: 'The response of navigator.credentials.create().' })
export class FinishPasskeyRegistrationInput {
  @Field(() => ID)
  ceremony!: string;

  @Field(() => WebAuthnJson, { description: 'RegistrationResponseJSON.' })
  credential!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Up to 64 characters. The service makes one up if it is null.',
  })
  name?: string | null;
}

@InputType({ description: 'The response of navigator.credentials.get().' })
export class FinishPasskeyLoginInput {
  @Field(() => ID)
  ceremony!: string;

  @Field(() => WebAuthnJson, { description: 'AuthenticationResponseJSON.' })
  credential!: string;
}

@InputType({ description: 'A new name for a passkey.' })
export class RenamePasskeyInput {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'Up to 64 characters.' })
  name!: string;
}

@InputType({ description: 'The passkey to remove.' })
export class RemovePasskeyInput {
  @Field(() => ID)
  id!: string;
}
