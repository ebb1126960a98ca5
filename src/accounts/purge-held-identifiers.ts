import type { App } from '../feature/context.ts';
import { repeat } from '../platform/repeat.ts';

const batchSize = 1000;
const hour = 3_600_000;

const deleteEnded = `
  delete from held_identifiers where (kind, value) in (
    select kind, value from held_identifiers where until <= now() limit $1 for update skip locked)`;

/** @returns a function that stops the purge. */
export function startPurgingHolds(app: App): () => void {
  const task = { name: 'purge of held identifiers', log: app.log, first: Math.random() * hour, pause: hour };
  return repeat(task, () => purgeHolds(app));
}

export async function purgeHolds({ database }: App): Promise<void> {
  while ((await database.write(deleteEnded, [batchSize])) === batchSize);
}
