import { type AuthEvent, type Context } from '../context.ts';
import { inTransaction, record, recordCommitted } from '../hooks.ts';
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

/**
 * Ends a session whose used refresh token came back: somebody has a copy. The user's other sessions go on. It is
 * committed before anybody is told, so that neither the refusal that follows nor a feature that fails takes it back.
 */
export async function endReusedSession(ctx: Context, sessionId: string): Promise<void> {
  const rows = await execute<RevokedRow>(ctx.em, revokeSessions, ['reuse', [sessionId]]);
  for (const row of rows) await recordCommitted(ctx, asEvent(row, 'reuse'));
}

function revoke(ctx: Context, statement: string, values: [RevocationReason, ...unknown[]]): Promise<number> {
  return inTransaction(ctx, async () => {
    const rows = await execute<RevokedRow>(ctx.em, statement, values);
    for (const row of rows) await record(ctx, asEvent(row, values[0]));
    return rows.length;
  });
}

function asEvent(row: RevokedRow, reason: RevocationReason): AuthEvent {
  return { type: 'session.revoked', outcome: 'success', reason, ...row };
}
