import { createHmac, type KeyObject } from 'node:crypto';
import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import { type Device, deviceOf } from '../sessions/device.ts';

interface FingerprintKey {
  readonly key: KeyObject;
  /** The first bytes of every fingerprint by this key, so that the rows of a dropped key are told apart. */
  readonly prefix: Buffer;
}

/** The bytes of `prefix`; statements know this number too. */
export const prefixLength = 4;

/** The present key first. */
const keysOf = oncePer((app: App): readonly FingerprintKey[] =>
  app.keysFor('known-device').map((key) => ({
    key,
    prefix: createHmac('sha256', key).update('prefix').digest().subarray(0, prefixLength),
  })),
);

export interface Fingerprints {
  readonly present: Buffer;
  /** By every key that is configured, so that a change of SECRET_KEY makes no device new. */
  readonly all: readonly Buffer[];
  readonly prefixes: readonly Buffer[];
}

/**
 * The account, the browser, the system and the kind, without versions and without the IP address: these change all the time.
 * A copy of the table does not tell which devices an account uses.
 */
export function fingerprintsOf(app: App, userId: number, userAgent: string | null): Fingerprints {
  const keys = keysOf(app);
  const text = describe(userId, deviceOf(userAgent));
  const all = keys.map(({ key, prefix }) =>
    Buffer.concat([prefix, createHmac('sha256', key).update(text).digest()]),
  );
  return { present: all[0] as Buffer, all, prefixes: keys.map(({ prefix }) => prefix) };
}

function describe(userId: number, { program, system, kind }: Device): string {
  return JSON.stringify([userId, program ?? '', system ?? '', kind]);
}
