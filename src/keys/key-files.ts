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

/** The new one, the one that signs until the new one may, and some for whoever rotates several times in a row. */
const keptKeys = 5;

/** Puts a new key of the same kind in front of those in the text, and leaves the oldest ones out. */
export function rotate(text: string): PrivateKey[] {
  const keys = parsePrivateKeys(text);
  return [makePrivateKey(keys[0]?.publicJwk.alg), ...keys].slice(0, keptKeys);
}

/**
 * Rotates the keys in a file, which keeps its owner and its mode. Whoever reads it meanwhile sees the old ones or the
 * new ones.
 *
 * @throws Error that names the file.
 */
export function rotateFile(given: string): PrivateKey[] {
  try {
    // A link goes on pointing at the file that changes.
    const file = realpathSync(given);
    const keys = rotate(readFileSync(file, 'utf8'));
    replace(file, `${printPrivateKeys(keys)}\n`);
    return keys;
  } catch (error) {
    throw new Error(`${given} cannot be rotated: it ${explain(error)}.`);
  }
}

/** @throws Error rather than overwriting a key. */
export function writeNewFile(file: string, keys: readonly PrivateKey[]): void {
  try {
    writeFileSync(file, `${printPrivateKeys(keys)}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const isThere = (error as NodeJS.ErrnoException).code === 'EEXIST';
    throw new Error(isThere ? `${file} exists already, and is left as it is.` : `${file} ${explain(error)}.`);
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
  ENOENT: 'does not exist, or its folder does not',
  EACCES: 'is not yours to write',
  EPERM: 'is not yours to write',
  EBUSY: 'is mounted by itself: mount its folder instead, or rotate where it comes from',
};

function explain(error: unknown): string {
  const { code = '', message } = error as NodeJS.ErrnoException;
  return reasons[code] ?? message;
}
