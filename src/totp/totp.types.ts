import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { AuthToken } from '../sessions/auth-token.types.ts';

@ObjectType('TotpEnrolment', {
  description:
    'An authenticator app that is being set up. It opens nothing until its first code confirms it.',
  simpleResolvers: true,
})
export class TotpEnrolmentPayload {
  @Field(() => String, { description: 'For users who type the secret instead of scanning a QR code.' })
  secret!: string;

  @Field(() => String, { description: 'The content of the QR code. Draw it in the app.' })
  otpauthUri!: string;

  @Field(() => Int, { description: 'Seconds until the setup has to begin again.' })
  expiresIn!: number;
}

@InputType({ description: 'The proof that the authenticator app works.' })
export class ConfirmTotpInput {
  @Field(() => String, { description: 'The code that the app shows: six digits.' })
  code!: string;
}

@ObjectType({ description: 'The account has an authenticator app.', simpleResolvers: true })
export class TotpConfirmed {
  @Field(() => [String], {
    description:
      'Ten recovery codes. They replace all earlier ones, and each works once. Show them now: the service cannot show them again.',
  })
  recoveryCodes!: readonly string[];

  @Field(() => AuthToken, { description: 'The tokens of a new session. All others have ended.' })
  tokens!: AuthToken;
}
