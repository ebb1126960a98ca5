import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';
import { readTrail } from '../sessions/trail.ts';

const selectEnded = `
  select session_id as id, opened_at as "openedAt", opened_from as "openedFrom", ended_at as "endedAt", reason, methods, user_agent as "userAgent",
    ip_address as "ipAddress", last_used_at as "lastUsedAt", trail, ending
  from session_history where user_id = $1 order by opened_at`;

const selectIncidents = `
  select session_id as "sessionId", type, nullif(reason, '') as reason, count, first_at as "firstAt",
    first_ip_address as "firstIpAddress", last_at as "lastAt", last_ip_address as "lastIpAddress",
    last_user_agent as "lastUserAgent"
  from session_incidents where user_id = $1 order by first_at`;

/** The foreign keys erase both tables together with the account. */
export const historyData: PersonalData = {
  tables: ['session_history', 'session_incidents'],
  async export({ app: { database } }: Context, { id }: Account) {
    const [ended, incidents] = await Promise.all([
      database.read<{ trail: string[] }>('export-session-history', selectEnded, [id]),
      database.read<object>('export-session-incidents', selectIncidents, [id]),
    ]);
    return {
      endedSessions: ended.map(({ trail, ...row }) => ({ ...row, lastRefreshes: readTrail(trail) })),
      sessionIncidents: incidents,
    };
  },
};
