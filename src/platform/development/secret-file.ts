import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a secret that only we can read, making it at the first call; two first calls at once agree on one. */
export function keepSecret(file: string, makeText: () => string = randomText): string {
  if (!existsSync(file)) make(file, makeText());
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32) throw new Error(`${file} is damaged: remove it, and it is made anew.`);
  return secret;
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** A link appears at once and whole, so nobody reads a file that is still being written. */
function make(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o755 });
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(unfinished, text, { mode: 0o600 });
  try {
    linkSync(unfinished, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(unfinished);
  }
}
