import type { Viewer } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { badUserInput } from '../kernel/errors.ts';
import { refusePasskey } from './refuse-passkey.ts';
import { relyingParty } from './relying-party.ts';
import { algorithms } from './start-registration.ts';
import { webAuthn, webAuthnHelpers } from './web-authn.ts';
import type { RegistrationJson } from './web-authn-input.ts';

/** A new passkey, as its authenticator describes it. */
export interface NewPasskey {
  readonly credentialId: Buffer;
  readonly publicKey: Buffer;
  readonly algorithm: number;
  readonly counter: number;
  readonly aaguid: string;
  readonly isMultiDevice: boolean;
  readonly isBackedUp: boolean;
}

interface Options {
  readonly origin: string;
  /** A browser may add a passkey while no user is present. */
  readonly isAutomatic: boolean;
}

/** The challenge must have been compared. @throws PASSKEY_INVALID, BAD_USER_INPUT for a key of another algorithm. */
export async function verifyRegistration(
  ctx: Context,
  { account: { id: userId } }: Viewer,
  json: RegistrationJson,
  { origin, isAutomatic }: Options,
): Promise<NewPasskey> {
  const { clientDataJSON, attestationObject } = json.response;
  const helpers = await webAuthnHelpers();
  const found = readAttestation(helpers, attestationObject);
  if (!found?.isAnonymous) return refusePasskey(ctx, 'invalid', userId);
  if (!isAutomatic && !found.isVerified) return refusePasskey(ctx, 'unverified', userId);
  if (!algorithms.includes(found.algorithm)) throw unsupportedKey(helpers);
  const { verifyRegistrationResponse } = await webAuthn();
  try {
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: {
        id: json.id,
        rawId: json.rawId,
        type: json.type,
        clientExtensionResults: {},
        response: { clientDataJSON, attestationObject },
      },
      expectedChallenge: () => true,
      expectedOrigin: origin,
      expectedRPID: relyingParty(ctx.app).id,
      requireUserPresence: !isAutomatic,
      requireUserVerification: !isAutomatic,
      supportedAlgorithmIDs: algorithms,
    });
    const credential = registrationInfo?.credential;
    if (verified && credential && credential.id === json.id) {
      return {
        credentialId: Buffer.from(credential.id, 'base64url'),
        publicKey: Buffer.from(credential.publicKey),
        algorithm: found.algorithm,
        counter: credential.counter,
        aaguid: registrationInfo.aaguid,
        isMultiDevice: registrationInfo.credentialDeviceType === 'multiDevice',
        isBackedUp: registrationInfo.credentialBackedUp,
      };
    }
  } catch {
    // The library's messages repeat the challenge, so they must not reach the log.
  }
  return refusePasskey(ctx, 'invalid', userId);
}

interface Attestation {
  /** No attestation, or one by the passkey itself. Others contain certificates, for which the library would fetch lists. */
  readonly isAnonymous: boolean;
  readonly isVerified: boolean;
  readonly algorithm: number;
}

const algorithmLabel = 3;

type Helpers = Awaited<ReturnType<typeof webAuthnHelpers>>;

/** @returns undefined if it is malformed. */
function readAttestation(helpers: Helpers, attestationObject: string): Attestation | undefined {
  const { decodeAttestationObject, decodeCredentialPublicKey, parseAuthenticatorData } = helpers;
  try {
    const decoded = decodeAttestationObject(new Uint8Array(Buffer.from(attestationObject, 'base64url')));
    const { flags, credentialPublicKey } = parseAuthenticatorData(decoded.get('authData'));
    if (!credentialPublicKey) return undefined;
    const format = decoded.get('fmt');
    const isSelf = format === 'packed' && decoded.get('attStmt').get('x5c') === undefined;
    const algorithm: unknown = decodeCredentialPublicKey(credentialPublicKey).get(algorithmLabel as never);
    return {
      isAnonymous: format === 'none' || isSelf,
      isVerified: flags.uv,
      algorithm: typeof algorithm === 'number' ? algorithm : Number.NaN,
    };
  } catch {
    return undefined;
  }
}

function unsupportedKey({ COSEALG }: Helpers) {
  const names = algorithms.map((algorithm) => COSEALG[algorithm]).join(', ');
  return badUserInput({
    fields: [
      {
        path: ['input', 'credential'],
        reason: 'NOT_ACCEPTED',
        message: `The key of this passkey has an algorithm that the service does not accept. It accepts ${names}.`,
      },
    ],
  });
}
