import { createHmac, type KeyObject } from 'node:crypto';
import type { App } from '../feature/context.ts';
import { oncePer } from '../platform/once-per.ts';
import { type Device, deviceOf } from '../sessions/device.ts';

interface FingerprintKey {
  readonly key: KeyObject;
  /** The first bytes of every fingerprint with this key. They distinguish the rows of a key that is no longer configured. */
  readonly prefix: Buffer;
}

/** The length of `prefix` in bytes. Statements use it too. */
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
  /** With every configured key, so that no device counts as new after a change of SECRET_KEY. */
  readonly all: readonly Buffer[];
  readonly prefixes: readonly Buffer[];
}

/**
 * The account, the program, the system and the kind. Versions and IP addresses change too often. A copy of the table does
 * not reveal which devices an account uses.
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
