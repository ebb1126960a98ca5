import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { makePrivateKey, type PrivateKey, parsePrivateKeys, printPrivateKeys } from './private-keys.ts';

/** The new one, the one that signs until the new one may, and one more for whoever rotates twice in a row. */
const keptKeys = 3;

/** Puts a new key of the same kind in front of those in the text, and leaves the oldest ones out. */
export function rotate(text: string): PrivateKey[] {
  const keys = parsePrivateKeys(text);
  return [makePrivateKey(keys[0]?.publicJwk.alg), ...keys].slice(0, keptKeys);
}

/** Rotates the keys in a file. Whoever reads it meanwhile sees the old ones or the new ones, never a half. */
export function rotateFile(file: string): PrivateKey[] {
  const keys = rotate(readFileSync(file, 'utf8'));
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(unfinished, `${printPrivateKeys(keys)}\n`, { mode: statSync(file).mode });
  renameSync(unfinished, file);
  return keys;
}

/** @throws Error rather than overwriting a key. */
export function writeNewFile(file: string, keys: readonly PrivateKey[]): void {
  try {
    writeFileSync(file, `${printPrivateKeys(keys)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new Error(`${file} exists already, and is left as it is.`);
  }
}
