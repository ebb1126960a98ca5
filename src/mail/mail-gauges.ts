import type { Gauge } from '../feature/feature.ts';

const waiting = 'finished_at is null and given_up_at is null';

export const mailGauges: Readonly<Record<string, Gauge>> = {
  mails_waiting: {
    help: 'Mails in the outbox that have not left yet, of all processes.',
    async read({ database }) {
      const text = `select count(*)::int4 as count from mails where ${waiting}`;
      return (await database.read<{ count: number }>('mails-waiting', text, []))[0]?.count ?? 0;
    },
  },
  mails_oldest_waiting_seconds: {
    help: 'How long the oldest due mail has been waiting for a worker, not counting pauses after failed attempts.',
    async read({ database }) {
      const text = `
        select coalesce(greatest(0, extract(epoch from now() - min(due_at))), 0)::float8 as seconds
        from mails where ${waiting}`;
      return (await database.read<{ seconds: number }>('mails-oldest', text, []))[0]?.seconds ?? 0;
    },
  },
};
