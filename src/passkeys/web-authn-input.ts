import { z } from 'zod';

const bytes = (maxLength: number) =>
  z
    .string()
    .regex(/^[\w-]+$/)
    .max(maxLength);

/** Credential ids have at most 1,023 bytes (WebAuthn Level 3, 4). */
const credentialId = bytes(1_364);

const common = { id: credentialId, rawId: credentialId, type: z.literal('public-key') };

/** Only the members that the service reads. */
const assertion = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes(8_192),
    authenticatorData: bytes(8_192),
    signature: bytes(8_192),
    userHandle: z.string().max(100).nullish(),
  }),
});

const registration = z.object({
  ...common,
  response: z.object({
    clientDataJSON: bytes(8_192),
    attestationObject: bytes(8_192),
    transports: z.array(z.string()).nullish(),
  }),
});

export type AssertionJson = z.output<typeof assertion>;
export type RegistrationJson = z.output<typeof registration>;

/** The scalar WebAuthnJson gives its input as JSON text. */
const parsed = z.string().transform((text): unknown => JSON.parse(text));

export const assertionRule = parsed.pipe(assertion);
export const registrationRule = parsed.pipe(registration);

const clientData = z.object({
  type: z.string(),
  challenge: z.string(),
  origin: z.string(),
  crossOrigin: z.boolean().optional(),
});

export type ClientData = z.output<typeof clientData>;

/** What the browser says about the ceremony. @returns undefined if it is malformed. */
export function readClientData(clientDataJSON: string): ClientData | undefined {
  try {
    return clientData.parse(JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString()));
  } catch {
    return undefined;
  }
}
