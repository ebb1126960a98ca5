import { readFileSync } from 'node:fs';

/** The rows in docs/events.md. */
export function documentedEvents(): { type: string; outcome: string; reason: string | undefined }[] {
  const rows = readFileSync('docs/events.md', 'utf8').matchAll(
    /^\| `([a-z.-]+)` \| `([a-z]+)` \| (?:`(.+?)`)? ?\|/gm,
  );
  return [...rows].map(([, type = '', outcome = '', reason]) => ({ type, outcome, reason }));
}

/** The codes in docs/errors.md. */
export function documentedCodes(): string[] {
  const rows = readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `([A-Z_]+)`/gm);
  return [...rows].map(([, code = '']) => code);
}
