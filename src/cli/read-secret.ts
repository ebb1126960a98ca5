import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { type Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { CommandFailure } from '../feature/command.ts';

interface Terminal {
  stdin: Readable & { isTTY?: boolean };
  writeError(text: string): void;
}

/** Prompts for a secret without echoing it. If there is no terminal, reads standard input and drops the final line break. */
export async function readSecret(prompt: string, { stdin, writeError }: Terminal): Promise<string> {
  if (!stdin.isTTY) return (await text(stdin)).replace(/\r?\n$/, '');
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output, terminal: true });
  // The terminal echoes nothing from here on.
  writeError(`${prompt}: `);
  const [line] = await Promise.race([once(lines, 'line'), once(lines, 'close')]);
  lines.close();
  writeError('\n');
  if (line === undefined) throw new CommandFailure('Nothing was done.');
  return line;
}
