import type { App } from '../context.ts';
import { oncePer } from '../platform/once-per.ts';
import { PasswordHasher } from '../platform/password-hasher.ts';
import { passwordSettings } from './password.settings.ts';

/** One queue for the whole process: the cores are shared by everybody who hashes. */
export const passwordHasher = oncePer((app: App) => {
  const { BCRYPT_COST, PASSWORD_QUEUE_LENGTH } = app.config.of(passwordSettings);
  return new PasswordHasher(BCRYPT_COST, PASSWORD_QUEUE_LENGTH, (turn) => {
    for (const hooks of app.hooks) hooks.afterHashing?.(app, turn);
  });
});
