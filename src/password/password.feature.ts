import type { Feature } from '../feature.ts';
import { PasswordResolver } from './password.resolver.ts';
import { passwordSettings } from './password.settings.ts';
import { PasswordCredential } from './password-credential.entity.ts';

export const password: Feature = {
  name: 'password',
  settings: passwordSettings,
  entities: [PasswordCredential],
  resolvers: [PasswordResolver],
};
