import type { Feature } from '../../src/feature/feature.ts';
import type { SealedData } from '../../src/feature/sealed-data.ts';
import { features } from '../../src/features.ts';
import { openSealed, seal } from '../../src/platform/tokens/sealed-secrets.ts';
import { deriveKeys, type Secrets } from '../../src/platform/tokens/signed-tokens.ts';
import { connect } from './databases.ts';

export const lockersTable = 'create table lockers (number int4 primary key, combination bytea not null)';

const lockerData: SealedData = {
  name: 'lockers',
  purpose: 'locker/v1',
  table: 'lockers',
  column: 'combination',
  key: 'number',
  ownerOf: (key) => `locker/${key}`,
};

const lockers: Feature = { name: 'lockers', sealedData: [lockerData] };

/** A planted feature that seals secrets. */
export const featuresWithLockers = [...features, lockers];

export const keysOf = (secrets: Secrets) => deriveKeys(secrets, lockerData.purpose);

export const combinationOf = (number: number) => `combination of ${number}`;

export function sealCombination(secret: string, number: number, text = combinationOf(number)): Buffer {
  return seal(keysOf([secret]), lockerData.ownerOf(String(number)), Buffer.from(text));
}

/** @returns what a replica with only this secret reads, by locker. */
export async function readCombinations(
  database: string,
  secret: string,
): Promise<Map<number, string | undefined>> {
  const client = await connect(database);
  try {
    const { rows } = await client.query('select number, combination from lockers order by number');
    return new Map(
      rows.map(({ number, combination }) => {
        const opened = openSealed(keysOf([secret]), lockerData.ownerOf(String(number)), combination);
        return [number, opened?.plain.toString()];
      }),
    );
  } finally {
    await client.end();
  }
}
