import { CommandFailure, type Commands, WrongUse } from '../feature/command.ts';
import { rotate, rotateFile, writeNewFile } from './key-files.ts';
import { secretKid } from './key-ring.ts';
import { type ListedKey, listKeys, revokeKey } from './key-statements.ts';
import { developmentKeys } from './load-keys.ts';
import { makePrivateKey, privateJwks } from './private-keys.ts';

export const keyCommands: Commands = {
  'keys new': {
    usage: '[FILE] [--rsa]',
    help: 'makes a key that signs access tokens: into a new FILE, or onto the screen',
    operands: [0, 1],
    options: { rsa: { type: 'boolean' } },
    run({ operands: [file], options: { rsa }, say }) {
      const keys = [makePrivateKey(rsa ? 'RS256' : 'ES256')];
      if (file === undefined) return privateJwks(keys);
      writeNewFile(file, keys);
      say(`Set JWT_PRIVATE_KEY_FILE to ${file}.`);
      return { kid: keys[0]?.kid, file };
    },
  },

  'keys rotate': {
    usage: '[FILE]',
    help: 'puts a new key in front of those in FILE, by default JWT_PRIVATE_KEY_FILE',
    operands: [0, 1],
    run({ operands: [given], environment, config, say }) {
      const { JWT_PRIVATE_KEY: text, JWT_PRIVATE_KEY_FILE, NODE_ENV } = environment;
      if (given === undefined && text) {
        say('Set JWT_PRIVATE_KEY to this line, and restart every replica.');
        return privateJwks(rotate(text));
      }
      const configured = given ?? (JWT_PRIVATE_KEY_FILE || undefined);
      if (configured === undefined && NODE_ENV === 'production') {
        throw new WrongUse('Which keys? Name their file, or set JWT_PRIVATE_KEY_FILE.');
      }
      const file = configured ?? developmentKeys(config());
      const [next] = rotateFile(file);
      say('It signs once every gateway has had time to fetch it; running services take it up by themselves.');
      return { kid: next?.kid, file };
    },
  },

  'keys list': {
    help: 'the keys that the service knows, and what they are for',
    run: async ({ open }) => (await open()).app.database.read<ListedKey>('list-keys', listKeys, []),
  },

  'keys revoke': {
    usage: 'KID',
    help: 'ends a key at once, with every access token that it signed',
    operands: [1, 1],
    async run({ operands: [kid], open, say }) {
      if (kid === secretKid) {
        throw new CommandFailure(
          'The secret is changed, not revoked: set another SECRET_KEY, without SECRET_KEY_PREVIOUS.',
        );
      }
      const { database, log } = (await open()).app;
      if ((await database.write(revokeKey, [kid])) === 0) {
        throw new CommandFailure('There is no such key: "keys list" shows them.');
      }
      log.info({ kid }, 'a signing key was revoked');
      say('Within ten seconds the service accepts none of its tokens.');
      return { kid, state: 'revoked' };
    },
  },
};
