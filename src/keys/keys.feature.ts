import type { Feature } from '../feature/feature.ts';
import { answerJwks } from './jwks.ts';
import { keyCommands } from './key-commands.ts';
import { startKeepingKeys } from './key-sync.ts';
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
