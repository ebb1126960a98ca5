import { createHmac, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Viewer } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { oncePer } from '../platform/once-per.ts';

/**
 * A challenge that needs no row until it is used: kind ‖ expiry ‖ random ‖ HMAC. A login page asks for one at each view.
 * Everything in it is public; only the service can make one. Never change the numbers of the kinds.
 */
export const ceremonyKinds = { login: 1, registration: 2, automatic: 3 } as const;

export type CeremonyKind = keyof typeof ceremonyKinds;

/** In seconds. */
export const ceremonyLifetime = 5 * 60;

const nonceLength = 16;
/** Kind, expiry in seconds since 1970, nonce. */
const bodyLength = 1 + 6 + nonceLength;
const length = bodyLength + 32;

const ceremonyKeys = oncePer((app: App) => app.keysFor('passkey-ceremony/v1'));

/** @param now seconds since 1970, by the database's clock. @param viewer the only session that may finish it. */
export function makeCeremony({ app }: Context, kind: CeremonyKind, now: number, viewer?: Viewer): string {
  const body = Buffer.alloc(bodyLength);
  body.writeUInt8(ceremonyKinds[kind]);
  body.writeUIntBE(Math.floor(now) + ceremonyLifetime, 1, 6);
  randomBytes(nonceLength).copy(body, 7);
  const [key] = ceremonyKeys(app);
  return Buffer.concat([body, macOf(key, body, viewer)]).toString('base64url');
}

export interface Ceremony {
  readonly kind: CeremonyKind;
  /** The challenge that the authenticator has signed. */
  readonly challenge: string;
  readonly nonce: Buffer;
  readonly expiresAt: number;
}

/** @returns undefined for a ceremony that is forged, of another kind, or of another session. Does not check the expiry. */
export function readCeremony(
  { app }: Context,
  challenge: string,
  kinds: readonly CeremonyKind[],
  viewer?: Viewer,
): Ceremony | undefined {
  const bytes = Buffer.from(challenge.slice(0, 100), 'base64url');
  if (bytes.length !== length || bytes.toString('base64url') !== challenge) return undefined;
  const body = bytes.subarray(0, bodyLength);
  const kind = kinds.find((each) => ceremonyKinds[each] === body.readUInt8());
  const mac = bytes.subarray(bodyLength);
  const isGenuine = ceremonyKeys(app).some((key) => timingSafeEqual(macOf(key, body, viewer), mac));
  if (kind === undefined || !isGenuine) return undefined;
  return { kind, challenge, nonce: body.subarray(7), expiresAt: body.readUIntBE(1, 6) };
}

function macOf(key: KeyObject, body: Buffer, viewer: Viewer | undefined): Buffer {
  const bound = viewer ? `${viewer.account.id}/${viewer.session.id}` : '';
  return createHmac('sha256', key).update(body).update(bound).digest();
}

/**
 * The challenge for a passkey that continues a login or confirms an identity. It depends on the id of that login or
 * confirmation, whose row expires, counts tries and works once.
 */
export function challengesOf(app: App, id: string, userId: number): string[] {
  return proofKeys(app).map((key) =>
    createHmac('sha256', key).update(`${userId}/${id}`).digest().toString('base64url'),
  );
}

const proofKeys = oncePer((app: App) => app.keysFor('passkey-proof/v1'));

/** $1: nonce, $2: expiry. */
const insertUsed = `
  insert into used_challenges (nonce, expires_at) values ($1, to_timestamp($2::float8)) on conflict do nothing returning 1`;

/** In the unit of work of the effect, so that one of several racing requests wins. @returns false if it was used before. */
export async function useCeremony({ em }: Context, { nonce, expiresAt }: Ceremony): Promise<boolean> {
  return (await execute(em, insertUsed, [nonce, expiresAt])).length > 0;
}
