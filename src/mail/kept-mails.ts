import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Config } from '../kernel/config.ts';
import { inDataFolder } from '../platform/development/data-folder.ts';
import { loadNodemailer, messageOf, type Post } from './mail-server.ts';
import type { Sender } from './sender.ts';

/** A mail stored in development, as its page shows it. */
export interface KeptMail {
  readonly id: string;
  readonly recipient: string;
  readonly date: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const folderOf = (config: Config) => inDataFolder(config, 'mails');

const maxKept = 200;

export const developmentSender: Sender = {
  name: 'Development',
  email: 'no-reply@localhost.example',
  domain: 'localhost.example',
};

/** Stores each mail as a file that mail programs can open, next to a file with what the page shows. */
export function keepMails(config: Config, from: Sender, onKept: () => void): Post {
  const folder = folderOf(config);
  return {
    async deliver(letter) {
      const { createTransport } = await loadNodemailer();
      const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
      const { message } = await transport.sendMail(messageOf(letter, { from }));
      const { id, recipient, subject, text, html } = letter;
      const date = new Date().toISOString();
      const kept: KeptMail = { id, recipient: recipient.email, date, subject, text, html };
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await writeFile(path.join(folder, `${id}.eml`), message, { mode: 0o600 });
      // Renaming ensures that the page never reads half a file.
      const file = path.join(folder, `${id}.json`);
      await writeFile(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
      await rename(`${file}.new`, file);
      await dropOldest(folder);
      onKept();
      return { outcome: 'sent' };
    },
    async close() {},
  };
}

/** The names are UUIDs of version 7, which sort by time. */
async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).toSorted();
  const superfluous = names.slice(0, Math.max(0, names.length - 2 * maxKept));
  await Promise.all(superfluous.map((name) => rm(path.join(folder, name), { force: true })));
}

/** Newest first. */
export async function keptMails(config: Config): Promise<KeptMail[]> {
  const folder = folderOf(config);
  const names = await readdir(folder).catch(() => []);
  const newest = names
    .filter((name) => /^[0-9a-f-]{36}\.json$/.test(name))
    .toSorted()
    .toReversed();
  const texts = newest.map((name) => readFile(path.join(folder, name), 'utf8'));
  return (await Promise.all(texts)).map((text) => JSON.parse(text) as KeptMail);
}
