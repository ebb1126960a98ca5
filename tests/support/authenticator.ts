import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  type KeyPairKeyObjectResult,
  randomBytes,
  sign,
} from 'node:crypto';
import { isoCBOR } from '@simplewebauthn/server/helpers';

const generators = {
  ES256: () => generateKeyPairSync('ec', { namedCurve: 'P-256' }),
  EdDSA: () => generateKeyPairSync('ed25519'),
  RS256: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
} satisfies Record<string, () => KeyPairKeyObjectResult>;

export type KeyName = keyof typeof generators;

interface CreationOptions {
  challenge: string;
  rp: { id?: string };
  user: { id: string };
}

interface RequestOptions {
  challenge: string;
  rpId?: string;
}

/** What an authenticator or a browser may do differently in one ceremony. */
export interface Variation {
  origin?: string;
  rpId?: string;
  type?: string;
  crossOrigin?: boolean;
  challenge?: string;
  userPresent?: boolean;
  userVerified?: boolean;
  counter?: number;
  userHandle?: string | null;
  /** A COSE key instead of the own one. */
  publicKey?: Map<number, number | Uint8Array>;
  format?: string;
}

interface Traits {
  key?: KeyName;
  origin?: string;
  isMultiDevice?: boolean;
  isBackedUp?: boolean;
  /** Whether it counts its signatures. */
  counts?: boolean;
  aaguid?: string;
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest();
const base64url = (data: Uint8Array | string) => Buffer.from(data).toString('base64url');

/** An authenticator in software, with the browser in front of it. Holds one passkey. */
export class Authenticator {
  readonly credentialId = randomBytes(32);
  readonly key: KeyName;
  private readonly privateKey: KeyObject;
  private readonly publicKey: KeyObject;
  private userHandle = '';
  private counter = 0;

  constructor(private readonly traits: Traits = {}) {
    this.key = traits.key ?? 'ES256';
    const { privateKey, publicKey } = generators[this.key]() as KeyPairKeyObjectResult;
    this.privateKey = createPrivateKey(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    this.publicKey = publicKey;
  }

  get id(): string {
    return base64url(this.credentialId);
  }

  /** navigator.credentials.create() */
  create(options: CreationOptions, variation: Variation = {}) {
    this.userHandle = options.user.id;
    const rpId = variation.rpId ?? options.rp.id ?? '';
    const aaguid = Buffer.from((this.traits.aaguid ?? '0'.repeat(32)).replaceAll('-', ''), 'hex');
    const length = Buffer.alloc(2);
    length.writeUInt16BE(this.credentialId.length);
    const publicKey = Buffer.from(isoCBOR.encode(variation.publicKey ?? this.coseKey()));
    const data = this.authenticatorData(rpId, 0b0100_0000, variation);
    const authData = Buffer.concat([data, aaguid, length, this.credentialId, publicKey]);
    const attestation = new Map<string, unknown>([
      ['fmt', variation.format ?? 'none'],
      ['attStmt', new Map()],
      ['authData', new Uint8Array(authData)],
    ]);
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      authenticatorAttachment: 'platform',
      clientExtensionResults: { credProps: { rk: true } },
      response: {
        clientDataJSON: this.clientData('webauthn.create', options.challenge, variation).toString(
          'base64url',
        ),
        attestationObject: base64url(isoCBOR.encode(attestation as never)),
        transports: ['internal', 'hybrid'],
      },
    };
  }

  /** navigator.credentials.get() */
  get(options: RequestOptions, variation: Variation = {}) {
    const clientData = this.clientData('webauthn.get', options.challenge, variation);
    const authenticatorData = this.authenticatorData(variation.rpId ?? options.rpId ?? '', 0, variation);
    const signed = Buffer.concat([authenticatorData, sha256(clientData)]);
    const signature = sign(this.key === 'EdDSA' ? null : 'sha256', signed, this.privateKey);
    const userHandle = variation.userHandle === undefined ? this.userHandle : variation.userHandle;
    return {
      id: this.id,
      rawId: this.id,
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: clientData.toString('base64url'),
        authenticatorData: authenticatorData.toString('base64url'),
        signature: signature.toString('base64url'),
        userHandle,
      },
    };
  }

  private clientData(type: string, challenge: string, variation: Variation): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: variation.type ?? type,
        challenge: variation.challenge ?? challenge,
        origin: variation.origin ?? this.traits.origin ?? 'http://localhost:4000',
        crossOrigin: variation.crossOrigin ?? false,
      }),
    );
  }

  /** WebAuthn Level 3, 6.1 */
  private authenticatorData(rpId: string, more: number, variation: Variation): Buffer {
    const { isMultiDevice = false, isBackedUp = false, counts = false } = this.traits;
    const { userPresent = true, userVerified = true } = variation;
    if (counts) this.counter += 1;
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(variation.counter ?? this.counter);
    const flags =
      Number(userPresent) |
      (Number(userVerified) << 2) |
      (Number(isMultiDevice) << 3) |
      (Number(isBackedUp) << 4) |
      more;
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter]);
  }

  /** RFC 9053: the key type, the algorithm, and the key itself. */
  private coseKey(): Map<number, number | Uint8Array> {
    const jwk = this.publicKey.export({ format: 'jwk' });
    const bytes = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? '', 'base64url'));
    if (this.key === 'ES256')
      return new Map<number, number | Uint8Array>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, bytes(jwk.x)],
        [-3, bytes(jwk.y)],
      ]);
    if (this.key === 'EdDSA')
      return new Map<number, number | Uint8Array>([
        [1, 1],
        [3, -8],
        [-1, 6],
        [-2, bytes(jwk.x)],
      ]);
    return new Map<number, number | Uint8Array>([
      [1, 3],
      [3, -257],
      [-1, bytes(jwk.n)],
      [-2, bytes(jwk.e)],
    ]);
  }
}
