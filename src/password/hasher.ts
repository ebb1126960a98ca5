import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { PasswordHasher } from '../platform/hashing/password-hasher.ts';
import { oncePer } from '../platform/once-per.ts';
import { passwordSettings } from './password.settings.ts';

/** One queue for the whole process, so that all hashing shares the same cores. */
export const passwordHasher = oncePer((app: App) => {
  const { BCRYPT_COST, PASSWORD_QUEUE_LENGTH, HASHING_CONCURRENCY } = app.config.of(passwordSettings);
  return new PasswordHasher(BCRYPT_COST, {
    maxWaiting: PASSWORD_QUEUE_LENGTH,
    concurrency: HASHING_CONCURRENCY,
    observe: (turn) => {
      for (const feature of featuresOf(app)) feature.afterHashing?.(app, turn);
    },
  });
});
