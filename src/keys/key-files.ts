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

/** Room for the new key, the one that signs until the new one takes over, and several rotations in a row. */
const maxKeptKeys = 5;

/** Puts a new key of the same kind before the keys in the text, and drops the oldest. */
export function rotate(text: string): PrivateKey[] {
  const keys = parsePrivateKeys(text);
  return [makePrivateKey(keys[0]?.publicJwk.alg), ...keys].slice(0, maxKeptKeys);
}

/**
 * Rotates the keys in a file, which keeps its owner and mode. A concurrent reader sees either all old or all new keys.
 *
 * @throws Error that names the file.
 */
export function rotateFile(given: string): PrivateKey[] {
  try {
    // A symbolic link stays one.
    const file = realpathSync(given);
    const keys = rotate(readFileSync(file, 'utf8'));
    replace(file, `${printPrivateKeys(keys)}\n`);
    return keys;
  } catch (error) {
    throw new Error(`${given} cannot be rotated: it ${explain(error)}.`, { cause: error });
  }
}

/** @throws Error rather than overwriting a key. */
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
  EEXIST: 'exists already, and is left unchanged',
  ENOENT: 'does not exist, or its folder does not',
  EACCES: 'is not writable for this user',
  EPERM: 'is not writable for this user',
  EBUSY: 'is mounted as a single file: mount its folder instead, or rotate the original file',
};

function explain(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
