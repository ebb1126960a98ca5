import type { Gauge } from '../feature/feature.ts';

const selectOverdue = `
  select coalesce(greatest(0, extract(epoch from now() - min(due_at))), 0)::float8 as seconds from account_closings`;

const selectClosing = 'select count(*)::int4 as count from account_closings';

export const deletionGauges: Readonly<Record<string, Gauge>> = {
  accounts_closing: {
    help: 'Closing accounts.',
    async read({ database }) {
      return (await database.read<{ count: number }>('accounts-closing', selectClosing, []))[0]?.count ?? 0;
    },
  },
  account_deletion_overdue_seconds: {
    help: 'How long ago the oldest account that is not deleted yet was due.',
    async read({ database }) {
      const [row] = await database.read<{ seconds: number }>('deletion-overdue', selectOverdue, []);
      return row?.seconds ?? 0;
    },
  },
};
