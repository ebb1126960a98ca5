import type { App } from '../feature/context.ts';
import { warnOfOutdatedSecrets } from './check-sealed.ts';
import { startKeySync } from './key-sync.ts';

export async function startKeys(app: App): Promise<() => void> {
  await warnOfOutdatedSecrets(app);
  return startKeySync(app);
}
