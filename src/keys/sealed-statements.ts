import type { SealedData } from '../feature/sealed-data.ts';
import type { Statement } from '../platform/database/database.ts';
import { headLength } from '../platform/tokens/sealed-secrets.ts';

/** SQL over the tables of sealed data. Their names come from manifests, never from a client. */

export interface SealedRow {
  key: string;
  sealed: Buffer;
}

const batchSize = 500;

const head = ({ column }: SealedData) => `substring(${column} from 1 for ${headLength})`;

export interface CountedHead {
  head: Buffer;
  count: number;
}

export function countHeads(data: SealedData): Statement {
  const text = `select ${head(data)} as head, count(*)::int4 as count from ${data.table} group by 1`;
  return { name: `count-sealed-${data.name}`, text, values: [] };
}

/** The next rows in the order of their keys. */
export function selectSealed(data: SealedData, heads: readonly Buffer[], after?: string): Statement {
  const { table, column, key } = data;
  const isFirst = after === undefined;
  const text = `
    select ${key}::text as key, ${column} as sealed from ${table} as t
    where ${head(data)} = any($1::bytea[]) ${isFirst ? '' : `and ${key} > $2`}
    order by t.${key} limit ${batchSize}`;
  return {
    name: `${isFirst ? 'first' : 'next'}-sealed-${data.name}`,
    text,
    values: isFirst ? [heads] : [heads, after],
  };
}

/** $1: key, $2: the old secret, $3: the new one. Changes nothing if a replica has replaced the secret meanwhile. */
export const replaceSealed = ({ table, column, key }: SealedData) =>
  `update ${table} set ${column} = $3 where ${key} = $1 and ${column} = $2`;
