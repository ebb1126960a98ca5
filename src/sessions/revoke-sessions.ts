import { type AuthEvent, type Context } from '../context.ts';
import { inTransaction, record, recordCommitted } from '../hooks.ts';
import { execute } from '../platform/database.ts';
import type { RevocationReason } from './session.entity.ts';
import {
  lockUser,
  type RevokedRow,
  revokeSessions,
  revokeSessionsOfUsers,
  revokeSurplusSessions,
} from './session-statements.ts';
import { sessionSettings } from './sessions.settings.ts';

type Values = [RevocationReason, ...unknown[]];

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

/** Ends those sessions of a user that are too many, not refreshed for longest, inside the transaction of a new one. */
export async function endSurplusSessions(ctx: Context, userId: number): Promise<void> {
  const { SESSIONS_PER_USER } = ctx.app.config.of(sessionSettings);
  await execute(ctx.em, lockUser, [userId]);
  await revokeAndRecord(ctx, revokeSurplusSessions, ['displaced', userId, SESSIONS_PER_USER]);
}

function revoke(ctx: Context, statement: string, values: Values): Promise<number> {
  return inTransaction(ctx, () => revokeAndRecord(ctx, statement, values));
}

async function revokeAndRecord(ctx: Context, statement: string, values: Values): Promise<number> {
  const rows = await execute<RevokedRow>(ctx.em, statement, values);
  for (const row of rows) await record(ctx, asEvent(row, values[0]));
  return rows.length;
}

function asEvent(row: RevokedRow, reason: RevocationReason): AuthEvent {
  return { type: 'session.revoked', outcome: 'success', reason, ...row };
}
