import pg from 'pg';

const define = (milliseconds: number) => `
  create or replace function public.now() returns timestamptz language sql stable parallel safe
  return pg_catalog.now() + interval '${milliseconds} milliseconds'`;

/** Must run before the migrations, since a column's default keeps the function that it found. */
export async function createClock(url: string): Promise<void> {
  await moveClock(url, 0);
}

/** PostgreSQL inlines the function, and plans every statement again once the function has changed. */
export async function moveClock(url: string, milliseconds: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(define(Math.round(milliseconds)));
  } finally {
    await client.end();
  }
}
