import type { Feature } from '../feature.ts';
import { answerJwks } from './jwks.ts';
import { startKeepingKeys } from './keep-keys.ts';
import { keyCommands } from './key-commands.ts';
import { keySettings } from './keys.settings.ts';
import { SigningKey } from './signing-key.entity.ts';

export const keys: Feature = {
  name: 'keys',
  settings: keySettings,
  entities: [SigningKey],
  routes: { '/.well-known/jwks.json': answerJwks },
  start: startKeepingKeys,
  commands: keyCommands,
};
