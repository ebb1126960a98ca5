import { type Config, ConfigError } from '../kernel/config.ts';
import { inDataFolder } from '../platform/development/data-folder.ts';
import { keepSecret } from '../platform/development/secret-file.ts';
import { keySettings } from './keys.settings.ts';
import { makePrivateKey, type PrivateKey, parsePrivateKeys, printPrivateKeys } from './private-keys.ts';

/**
 * What this process may sign with, the newest first, read anew each time: a file may have been rotated. Development
 * makes a key of its own, so that gateways can be tried at once; production without one signs with SECRET_KEY.
 *
 * @throws ConfigError
 */
export function configuredKeys(config: Config): readonly PrivateKey[] {
  const { JWT_PRIVATE_KEY } = config.reread(keySettings);
  if (JWT_PRIVATE_KEY) return JWT_PRIVATE_KEY;
  if (config.isProduction) return [];
  const file = developmentKeys(config);
  try {
    return parsePrivateKeys(keepSecret(file, newKeyText));
  } catch {
    throw new ConfigError([`${file} is damaged: remove it, and it is made anew`]);
  }
}

/** Where development keeps its keys. */
export function developmentKeys(config: Config): string {
  return inDataFolder(config, 'jwt-private-keys.json');
}

function newKeyText(): string {
  return printPrivateKeys([makePrivateKey()]);
}
