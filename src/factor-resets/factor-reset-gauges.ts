import type { Gauge } from '../feature/feature.ts';

const selectPending = 'select count(*)::int4 as count from factor_resets';

const selectOverdue = `
  select coalesce(greatest(0, extract(epoch from now() - min(due_at))), 0)::float8 as seconds from factor_resets`;

/** The admin command requests resets, and no replica counts its events. So `/metrics` needs gauges. */
export const factorResetGauges: Readonly<Record<string, Gauge>> = {
  factor_resets_pending: {
    help: 'Accounts whose second factors an operator has asked to remove.',
    async read({ database }) {
      return (await database.read<{ count: number }>('factor-resets', selectPending, []))[0]?.count ?? 0;
    },
  },
  factor_reset_overdue_seconds: {
    help: 'How long ago the oldest reset that has not taken effect yet was due.',
    async read({ database }) {
      const [row] = await database.read<{ seconds: number }>('factor-reset-overdue', selectOverdue, []);
      return row?.seconds ?? 0;
    },
  },
};
