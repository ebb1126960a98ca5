import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import type { PersonalData } from '../feature/feature.ts';

const selectSessions = `
  select id, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt",
    revoked_reason as "revokedReason", methods, user_agent as "userAgent", ip_address as "ipAddress"
  from sessions where user_id = $1 order by created_at`;

export const sessionData: PersonalData = {
  tables: ['sessions'],
  export: async ({ app }: Context, { id }: Account) => ({
    sessions: await app.database.read('export-sessions', selectSessions, [id]),
  }),
};
