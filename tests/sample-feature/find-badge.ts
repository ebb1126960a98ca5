import { perAccount } from '../../src/feature/per-account.ts';

/** Each account's badge, looked up in one statement for all accounts in a request. */
export const findBadge = perAccount(async ({ app }, ids) => {
  const text = 'select user_id as id, number from badges where user_id = any($1::int4[])';
  const rows = await app.database.read<{ id: number; number: string }>('badges', text, [ids]);
  return new Map(rows.map(({ id, number }) => [id, number]));
});
