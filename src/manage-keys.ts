import { parseArgs } from 'node:util';
import { openForCommand, settingGroups } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { readEnvironment } from './environment.ts';
import { developmentKeys } from './keys/configured-keys.ts';
import { type ListedKey, listKeys, revokeKey } from './keys/key-statements.ts';
import { makePrivateKey, type PrivateKey, printPrivateKeys } from './keys/private-keys.ts';
import { rotate, rotateFile, writeNewFile } from './keys/write-keys.ts';
import type { Database } from './platform/database.ts';
import { databaseFailure } from './start-failure.ts';

const help = `Keys that sign access tokens (docs/gateways.md)

  npm run keys -- new [FILE] [--rsa]   makes a key: into a new FILE, or onto the screen
  npm run keys -- rotate [FILE]        puts a new key in front of those in FILE, by default JWT_PRIVATE_KEY_FILE;
                                       running services take it up by themselves
  npm run keys -- list                 the keys that the service knows, and what they are for
  npm run keys -- revoke KID           ends a key at once, with every access token that it signed
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rsa: { type: 'boolean' }, help: { type: 'boolean' } },
  strict: false,
});

const commands: Readonly<Record<string, (argument: string | undefined) => void | Promise<void>>> = {
  new(file) {
    const keys = [makePrivateKey(values.rsa === true ? 'RS256' : 'ES256')];
    if (file === undefined) return say(printPrivateKeys(keys));
    writeNewFile(file, keys);
    say(`${file} holds the new key ${keys[0]?.kid}. Set JWT_PRIVATE_KEY_FILE to it.`);
  },

  rotate(given) {
    const environment = readEnvironment();
    const { JWT_PRIVATE_KEY: text, JWT_PRIVATE_KEY_FILE: configured } = environment;
    if (given === undefined && text) {
      const keys = rotate(text);
      return say(`${printPrivateKeys(keys)}\n\nSet JWT_PRIVATE_KEY to this line, and restart every replica.`);
    }
    const file = given ?? (configured || developmentKeys(config()));
    sayRotated(rotateFile(file), file);
  },

  list: () =>
    withDatabase(async (database) => {
      const keys = await database.read<ListedKey>('list-keys', listKeys, []);
      const rows = keys.map(({ kid, algorithm, state, publishedAt, activatesAt, goodUntil }) =>
        [kid, algorithm, state, publishedAt, activatesAt, goodUntil].map(asText).join('  '),
      );
      say(['kid, algorithm, state, published, signs from, good until', ...rows].join('\n'));
    }),

  revoke: (kid) =>
    withDatabase(async (database) => {
      const count = kid === undefined ? 0 : await database.write(revokeKey, [kid]);
      if (count === 0) throw new Error('There is no such key: "npm run keys -- list" shows them.');
      say(`${kid} is revoked: within seconds none of its tokens is accepted.`);
    }),
};

try {
  const [name = '', argument] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command && values.help !== true) await command(argument);
  else {
    process.stdout.write(help);
    process.exitCode = values.help === true || name === '' ? 0 : 2;
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

function config(): Config {
  return loadConfig(readEnvironment(), settingGroups());
}

async function withDatabase(work: (database: Database) => Promise<void>): Promise<void> {
  const { database, stop } = await openForCommand(config());
  try {
    await work(database);
  } catch (error) {
    throw error instanceof Error && 'code' in error ? databaseFailure(error) : error;
  } finally {
    await stop();
  }
}

function sayRotated([next]: readonly PrivateKey[], file: string): void {
  say(`${next?.kid} is the next key in ${file}. It signs once every gateway has had time to fetch it.`);
}

function asText(value: string | Date): string {
  return value instanceof Date ? value.toISOString() : value;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
