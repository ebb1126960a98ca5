import type { Feature } from '../feature/feature.ts';
import { checkSealed } from './check-sealed.ts';
import { answerJwks, nothingPublished } from './jwks.ts';
import { keyCommands } from './key-commands.ts';
import { keySettings } from './keys.settings.ts';
import { SigningKey } from './signing-key.entity.ts';
import { startKeys } from './start-keys.ts';

export const keys: Feature = {
  name: 'keys',
  settings: keySettings,
  entities: [SigningKey],
  errors: [nothingPublished],
  routes: [{ method: 'GET', path: '/.well-known/jwks.json', handle: answerJwks }],
  start: startKeys,
  checks: { secrets: checkSealed },
  commands: keyCommands,
};
