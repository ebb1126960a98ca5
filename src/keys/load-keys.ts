import { type Config, ConfigError } from '../kernel/config.ts';
import { inDataFolder } from '../platform/development/data-folder.ts';
import { keepSecret } from '../platform/development/secret-file.ts';
import { keySettings } from './keys.settings.ts';
import { makePrivateKey, type PrivateKey, parsePrivateKeys, printPrivateKeys } from './private-keys.ts';

/**
 * Reads the private keys, newest first. Rereads the file each time, since it may have been rotated. In development a missing
 * key is generated, so that developers can try gateways right away; in production SECRET_KEY signs instead.
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
  } catch (error) {
    const { message } = error as Error;
    throw new ConfigError([
      `${file} holds no usable key: remove the file, and the next start generates a new key (${message})`,
    ]);
  }
}

/** Where development stores its generated keys. */
export function developmentKeys(config: Config): string {
  return inDataFolder(config, 'jwt-private-keys.json');
}

function newKeyText(): string {
  return printPrivateKeys([makePrivateKey()]);
}
