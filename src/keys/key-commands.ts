import { CommandFailure, type Commands, WrongUse } from '../feature/command.ts';
import { rotate, rotateFile, writeNewFile } from './key-files.ts';
import { secretKid } from './key-ring.ts';
import { type ListedKey, listKeys, revokeKey } from './key-statements.ts';
import { developmentKeys } from './load-keys.ts';
import { makePrivateKey, privateJwks } from './private-keys.ts';
import { resealCommand } from './reseal-command.ts';

export const keyCommands: Commands = {
  'keys new': {
    help: 'Generate a key for signing access tokens.',
    arguments: [{ name: '[FILE]', help: 'the file to create; by default, the key is printed' }],
    options: [{ flags: '--rsa', help: 'RSA for RS256, instead of P-256 for ES256' }],
    run({ args: [file], options: { rsa }, say }) {
      const keys = [makePrivateKey(rsa ? 'RS256' : 'ES256')];
      if (file === undefined) return privateJwks(keys);
      writeNewFile(file, keys);
      say(`Set JWT_PRIVATE_KEY_FILE to ${file}.`);
      return { kid: keys[0]?.kid, file };
    },
  },

  'keys rotate': {
    help: 'Add a new key to replace the current signing key.',
    arguments: [{ name: '[FILE]', help: 'the file with the keys; JWT_PRIVATE_KEY_FILE by default' }],
    run({ args: [given], environment, config, say }) {
      const { JWT_PRIVATE_KEY: text, JWT_PRIVATE_KEY_FILE, NODE_ENV } = environment;
      if (given === undefined && text) {
        say('Set JWT_PRIVATE_KEY to this line, and restart every replica.');
        return privateJwks(rotate(text));
      }
      const configured = given ?? (JWT_PRIVATE_KEY_FILE || undefined);
      if (configured === undefined && NODE_ENV === 'production') {
        throw new WrongUse('Name the file with the keys, or set JWT_PRIVATE_KEY_FILE.');
      }
      const file = configured ?? developmentKeys(config());
      const [next] = rotateFile(file);
      say(
        'Running services load the new key by themselves. The key starts to sign once gateways have had time to fetch it.',
      );
      return { kid: next?.kid, file };
    },
  },

  'keys reseal': resealCommand,

  'keys list': {
    help: 'List the signing keys and their states.',
    run: async ({ open }) => (await open()).app.database.read<ListedKey>('list-keys', listKeys, []),
  },

  'keys revoke': {
    help: 'Revoke a key and every access token that it signed.',
    arguments: [{ name: '<KID>', help: 'the id of the key, as shown by "keys list"' }],
    async run({ args: [kid], open, say }) {
      if (kid === secretKid) {
        throw new CommandFailure(
          'SECRET_KEY cannot be revoked. Replace it: set another SECRET_KEY, without SECRET_KEY_PREVIOUS.',
        );
      }
      const { database, log } = (await open()).app;
      if ((await database.write(revokeKey, [kid])) === 0) {
        throw new CommandFailure('This key does not exist. "keys list" shows the keys.');
      }
      log.info({ kid }, 'a signing key was revoked');
      say('The service rejects the tokens of this key within ten seconds.');
      return { kid, state: 'revoked' };
    },
  },
};
