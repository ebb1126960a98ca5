import { type Context, record } from '../context.ts';
import { execute } from '../platform/database.ts';
import type { RevocationReason } from './session.entity.ts';
import { type RevokedRow, revokeSessions, revokeSessionsOfUsers } from './session-statements.ts';

/** Ends these sessions at once; what has ended already is not counted. @returns how many were ended. */
export function endSessions(ctx: Context, sessionIds: string[], reason: RevocationReason): Promise<number> {
  return revoke(ctx, revokeSessions, [reason, sessionIds]);
}

/** Ends all sessions of these users but the ones to keep. @returns how many were ended. */
export function endSessionsOfUsers(
  ctx: Context,
  userIds: number[],
  keep: string[],
  reason: RevocationReason,
): Promise<number> {
  return revoke(ctx, revokeSessionsOfUsers, [reason, userIds, keep]);
}

function revoke(ctx: Context, statement: string, values: [RevocationReason, ...unknown[]]): Promise<number> {
  return ctx.em.transactional(async () => {
    const rows = await execute<RevokedRow>(ctx.em, statement, values);
    for (const row of rows) {
      await record(ctx, { type: 'session.revoked', outcome: 'success', reason: values[0], ...row });
    }
    return rows.length;
  });
}
