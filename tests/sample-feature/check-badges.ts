import { CommandFailure } from '../../src/feature/command.ts';
import type { App } from '../../src/feature/context.ts';

export async function checkBadges({ database }: App): Promise<'ok'> {
  await database.read('check-badges', 'select 1 from badges limit 1', []).catch(() => {
    throw new CommandFailure('The table of badges cannot be read.');
  });
  return 'ok';
}
