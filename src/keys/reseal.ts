import type { App } from '../feature/context.ts';
import type { SealedData } from '../feature/sealed-data.ts';
import { headOf, openSealed, seal } from '../platform/tokens/sealed-secrets.ts';
import { countSealed } from './sealed-counts.ts';
import { replaceSealed, type SealedRow, selectSealed } from './sealed-statements.ts';

export interface Resealed {
  readonly secrets: string;
  readonly resealed: number;
  /** Sealed with SECRET_KEY_PREVIOUS while the command was running. */
  readonly left: number;
  /** Secrets that neither key opens. */
  readonly lost: number;
}

/**
 * Seals with the current key what SECRET_KEY_PREVIOUS has sealed, one row per transaction, so that it delays no login. An
 * interrupted run has resealed some rows, and the next run continues with the others.
 */
export async function reseal(
  app: App,
  data: SealedData,
  onProgress: (done: number, all: number) => void,
): Promise<Resealed> {
  const heads = app.keysFor(data.purpose).slice(1).map(headOf);
  const { outdated } = await countSealed(app, data);
  let resealed = 0;
  let broken = 0;
  let seen = 0;
  for (let after: string | undefined; heads.length > 0; ) {
    const { name, text, values } = selectSealed(data, heads, after);
    const rows = await app.database.read<SealedRow>(name, text, values);
    if (rows.length === 0) break;
    for (const row of rows) {
      const outcome = await resealRow(app, data, row);
      if (outcome === 'resealed') resealed += 1;
      if (outcome === 'broken') broken += 1;
    }
    after = rows.at(-1)?.key;
    seen += rows.length;
    onProgress(seen, Math.max(seen, outdated));
  }
  const counts = await countSealed(app, data);
  return {
    secrets: data.name,
    resealed,
    left: Math.max(counts.outdated - broken, 0),
    lost: counts.lost + broken,
  };
}

/** @returns `broken` if the row was damaged, or copied from another owner. */
async function resealRow(
  { database, keysFor }: App,
  data: SealedData,
  { key, sealed }: SealedRow,
): Promise<'resealed' | 'changed' | 'broken'> {
  const keys = keysFor(data.purpose);
  const owner = data.ownerOf(key);
  const opened = openSealed(keys, owner, sealed);
  if (!opened) return 'broken';
  const changed = await database.write(replaceSealed(data), [key, sealed, seal(keys, owner, opened.plain)]);
  return changed > 0 ? 'resealed' : 'changed';
}
