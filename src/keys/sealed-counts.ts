import type { App } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import type { SealedData } from '../feature/sealed-data.ts';
import { headOf } from '../platform/tokens/sealed-secrets.ts';
import { type CountedHead, countHeads } from './sealed-statements.ts';

export interface SealedCounts {
  readonly all: number;
  /** Sealed with SECRET_KEY_PREVIOUS. */
  readonly outdated: number;
  /** Sealed with a key that this process does not have. */
  readonly lost: number;
}

export function sealedDataOf(app: App): readonly SealedData[] {
  return featuresOf(app).flatMap(({ sealedData = [] }) => sealedData);
}

export async function countSealed(app: App, data: SealedData): Promise<SealedCounts> {
  const [current, ...previous] = app.keysFor(data.purpose).map(headOf);
  const { name, text, values } = countHeads(data);
  const counts = { all: 0, outdated: 0, lost: 0 };
  for (const { head, count } of await app.database.read<CountedHead>(name, text, values)) {
    counts.all += count;
    if (current?.equals(head)) continue;
    if (previous.some((each) => each.equals(head))) counts.outdated += count;
    else counts.lost += count;
  }
  return counts;
}

export async function countAllSealed(app: App): Promise<SealedCounts> {
  const sum = { all: 0, outdated: 0, lost: 0 };
  for (const data of sealedDataOf(app)) {
    const counts = await countSealed(app, data);
    sum.all += counts.all;
    sum.outdated += counts.outdated;
    sum.lost += counts.lost;
  }
  return sum;
}
