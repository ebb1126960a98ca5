import { perAccount } from '../../src/feature/per-account.ts';

/** For each account its badge, in one statement for all that a request asks for at once. */
export const findBadge = perAccount(async ({ app }, ids) => {
  const text = 'select user_id as id, number from badges where user_id = any($1::int4[])';
  const rows = await app.database.read<{ id: number; number: string }>('badges', text, [ids]);
  return new Map(rows.map(({ id, number }) => [id, number]));
});
