import type { Gauge } from '../../src/feature/feature.ts';

export const badgeGauges: Readonly<Record<string, Gauge>> = {
  badges: {
    help: 'Accounts with a badge.',
    async read({ database }) {
      const text = 'select count(*)::int4 as n from badges';
      const [row] = await database.read<{ n: number }>('count-badges', text, []);
      return row?.n ?? 0;
    },
  },
};
