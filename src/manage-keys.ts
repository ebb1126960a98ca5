import { parseArgs } from 'node:util';
import { openForCommand, settingGroups } from './app.ts';
import { type Config, loadConfig } from './config.ts';
import { readEnvironment } from './environment.ts';
import { developmentKeys } from './keys/configured-keys.ts';
import { secretKid } from './keys/key-ring.ts';
import { type ListedKey, listKeys, revokeKey } from './keys/key-statements.ts';
import { makePrivateKey, printPrivateKeys } from './keys/private-keys.ts';
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

const [name = '', ...rest] = process.argv.slice(2);

const commands: Readonly<Record<string, () => void | Promise<void>>> = {
  new() {
    const { values, positionals } = parseArgs({
      args: rest,
      allowPositionals: true,
      options: { rsa: { type: 'boolean' } },
    });
    const keys = [makePrivateKey(values.rsa ? 'RS256' : 'ES256')];
    const [file] = atMostOne(positionals);
    if (file === undefined) return say(printPrivateKeys(keys));
    writeNewFile(file, keys);
    say(`${file} holds the new key ${keys[0]?.kid}. Set JWT_PRIVATE_KEY_FILE to it.`);
  },

  rotate() {
    const [given] = atMostOne(parseArgs({ args: rest, allowPositionals: true }).positionals);
    const { JWT_PRIVATE_KEY: text, JWT_PRIVATE_KEY_FILE, NODE_ENV } = readEnvironment();
    if (given === undefined && text) {
      const keys = rotate(text);
      return say(`${printPrivateKeys(keys)}\n\nSet JWT_PRIVATE_KEY to this line, and restart every replica.`);
    }
    const configured = given ?? (JWT_PRIVATE_KEY_FILE || undefined);
    if (configured === undefined && NODE_ENV === 'production') {
      throw new Error('Which keys? Name their file, or set JWT_PRIVATE_KEY_FILE.');
    }
    const file = configured ?? developmentKeys(config());
    const [next] = rotateFile(file);
    say(`${next?.kid} is the next key in ${file}. It signs once every gateway has had time to fetch it.`);
  },

  list() {
    atMostOne(rest, 0);
    return withDatabase(async (database) => {
      const keys = await database.read<ListedKey>('list-keys', listKeys, []);
      const rows = keys.map(({ kid, algorithm, state, publishedAt, activatesAt, goodUntil }) =>
        [kid, algorithm, state, publishedAt, activatesAt, goodUntil].join('  '),
      );
      say(['kid, algorithm, state, published, signs from, good until', ...rows].join('\n'));
    });
  },

  revoke() {
    // A kid may begin with a dash.
    const [kid] = atMostOne(rest);
    if (kid === secretKid) {
      throw new Error(
        'The secret is changed, not revoked: set another SECRET_KEY, without SECRET_KEY_PREVIOUS.',
      );
    }
    return withDatabase(async (database) => {
      const count = kid === undefined ? 0 : await database.write(revokeKey, [kid]);
      if (count === 0) throw new Error('There is no such key: "npm run keys -- list" shows them.');
      say(`${kid} is revoked: within ten seconds the service accepts none of its tokens.`);
    });
  },
};

try {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) await command();
  else {
    process.stdout.write(help);
    process.exitCode = ['', 'help', '--help', '-h'].includes(name) ? 0 : 2;
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

function atMostOne(given: readonly string[], most = 1): readonly string[] {
  if (given.length > most) throw new Error(`That is too much: ${given.slice(most).join(' ')}`);
  return given;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
