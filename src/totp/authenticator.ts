import { randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

/** Google Authenticator ignores all other parameters. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 };

/** Accepts the codes of one step before and after, for clocks that differ (RFC 6238, 5.2). */
const toleratedSteps = 1;

/** In bytes. RFC 4226 recommends 160 bits. */
export const secretLength = 20;

/** For SQL: the current time step, by the database's clock. */
export const currentStep = `floor(extract(epoch from now()) / ${parameters.period})::float8`;

export function makeSecret(): Buffer {
  return randomBytes(secretLength);
}

/** The secret as its owner types it into an authenticator app. */
export function textOf(secret: Buffer): string {
  return secretOf(secret).base32;
}

/** The URI of the QR code. Some apps split the label at the first colon, so `issuer` loses its colons. */
export function uriOf(secret: Buffer, { issuer, label }: { issuer: string; label: string }): string {
  const name = issuer.replace(/\s*:\s*/g, ' ');
  return new TOTP({ ...parameters, issuer: name, label, secret: secretOf(secret) }).toString();
}

/** @returns the time step of the code, or undefined for a wrong code. */
export function stepOf(secret: Buffer, given: string, now: number): number | undefined {
  // A Japanese keyboard may type full-width digits, and NFKC turns them into ASCII.
  const token = given.slice(0, 64).normalize('NFKC').replace(/[\s-]/g, '');
  // otpauth throws for six letters that are not ASCII.
  if (!/^\d{6}$/.test(token)) return undefined;
  const timestamp = now * parameters.period * 1000;
  const delta = TOTP.validate({
    ...parameters,
    token,
    secret: secretOf(secret),
    timestamp,
    window: toleratedSteps,
  });
  return delta === null ? undefined : now + delta;
}

function secretOf(bytes: Buffer): Secret {
  // A Buffer may be a view of a larger memory block.
  return new Secret({ buffer: Uint8Array.from(bytes).buffer });
}
