import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';
import { readTrail } from './trail.ts';

const selectSessions = `
  select id, created_at as "createdAt", opened_from as "openedFrom", last_used_at as "lastUsedAt", revoked_at as "revokedAt",
    revoked_reason as "revokedReason", ending, trail, methods, user_agent as "userAgent", ip_address as "ipAddress"
  from sessions where user_id = $1 order by created_at`;

export const sessionData: PersonalData = {
  tables: ['sessions'],
  async export({ app }: Context, { id }: Account) {
    const rows = await app.database.read<{ trail: string[] }>('export-sessions', selectSessions, [id]);
    return { sessions: rows.map(({ trail, ...row }) => ({ ...row, lastRefreshes: readTrail(trail) })) };
  },
};
