import type { App } from '../context.ts';
import { overloaded } from '../errors.ts';
import { oncePer } from '../platform/once-per.ts';
import { ComeBack } from './come-back.ts';
import { passwordHasher } from './hasher.ts';
import { passwordSettings } from './password.settings.ts';

const lookUps = oncePer((_app: App) => ({ underWay: 0, comeBack: new ComeBack() }));

/**
 * Looks up what is needed before a password can be hashed, and counts as waiting for that already: a storm would
 * otherwise wait for all connections first, which `me` needs too, only to be refused afterwards.
 *
 * @throws OVERLOADED at once, when too many are waiting.
 */
export async function lookUpInQueue<Found>(app: App, lookUp: () => Promise<Found>): Promise<Found> {
  const { PASSWORD_QUEUE_LENGTH } = app.config.of(passwordSettings);
  const queue = lookUps(app);
  if (queue.underWay + passwordHasher(app).load.waiting > PASSWORD_QUEUE_LENGTH)
    throw overloaded({ retryAfterSeconds: queue.comeBack.seconds() });
  queue.underWay += 1;
  try {
    return await lookUp();
  } finally {
    queue.underWay -= 1;
  }
}
