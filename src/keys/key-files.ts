import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { makePrivateKey, type PrivateKey, parsePrivateKeys, printPrivateKeys } from './private-keys.ts';

/** Room for the new key, the key it replaces, and several rotations in quick succession. */
const maxKeptKeys = 5;

/** Puts a new key of the same kind in front of the existing keys, and drops the oldest beyond the limit. */
export function rotate(text: string): PrivateKey[] {
  const keys = parsePrivateKeys(text);
  return [makePrivateKey(keys[0]?.publicJwk.alg), ...keys].slice(0, maxKeptKeys);
}

/**
 * Rotates the keys in a file, preserving its owner and mode. Concurrent readers see either all old keys or all new ones.
 *
 * @throws Error naming the file.
 */
export function rotateFile(given: string): PrivateKey[] {
  try {
    // Follows symbolic links instead of replacing them.
    const file = realpathSync(given);
    const keys = rotate(readFileSync(file, 'utf8'));
    replace(file, `${printPrivateKeys(keys)}\n`);
    return keys;
  } catch (error) {
    throw new Error(`${given} cannot be rotated: the file ${explain(error)}.`, { cause: error });
  }
}

/** @throws Error if the file exists, rather than overwrite a key. */
export function writeNewFile(file: string, keys: readonly PrivateKey[]): void {
  try {
    writeFileSync(file, `${printPrivateKeys(keys)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new Error(`${file} ${explain(error)}.`, { cause: error });
  }
}

function replace(file: string, text: string): void {
  const { mode, uid, gid } = statSync(file);
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(unfinished, text, { mode: 0o600, flag: 'wx' });
    chownSync(unfinished, uid, gid);
    chmodSync(unfinished, mode);
    renameSync(unfinished, file);
  } finally {
    rmSync(unfinished, { force: true });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EEXIST: 'already exists and was not changed',
  ENOENT: 'or its folder does not exist',
  EACCES: 'is not writable by this user',
  EPERM: 'is not writable by this user',
  EBUSY: 'is mounted as a single file: mount its folder instead, or rotate the original file',
};

function explain(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
