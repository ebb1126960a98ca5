import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Reads a secret, or creates the file with mode 600. Concurrent first calls all return the same secret. */
export function keepSecret(file: string, makeText: () => string = randomText): string {
  if (!existsSync(file)) make(file, makeText());
  const secret = readFileSync(file, 'utf8').trim();
  if (secret.length < 32)
    throw new Error(`${file} is damaged. Remove it; the next start creates a new file.`);
  return secret;
}

function randomText(): string {
  return randomBytes(32).toString('base64url');
}

/** Creates the file atomically via a hard link, so that no process reads a partly written file. */
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
