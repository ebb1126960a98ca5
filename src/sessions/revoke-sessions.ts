import { type AuthEvent, type Context } from '../feature/context.ts';
import { changeAndRecord, record, recordCommitted } from '../feature/hooks.ts';
import { execute } from '../platform/database/database.ts';
import type { RevocationReason } from './session.entity.ts';
import {
  type RevokedRow,
  revokeSessions,
  revokeSessionsOfUsers,
  revokeSome,
  revokeSurplusSessions,
} from './session-statements.ts';
import { sessionSettings } from './sessions.settings.ts';

const revokeByIds = 'revoke-sessions';

type Values = [RevocationReason, ...unknown[]];

/** Ends these sessions at once; what has ended already is not counted. @returns how many were ended. */
export function endSessions(ctx: Context, sessionIds: string[], reason: RevocationReason): Promise<number> {
  return revoke(ctx, revokeByIds, revokeSessions, [reason, sessionIds]);
}

/** Ends all sessions of these users but the ones to keep. @returns how many were ended. */
export function endSessionsOfUsers(
  ctx: Context,
  userIds: number[],
  keep: string[],
  reason: RevocationReason,
): Promise<number> {
  return revoke(ctx, 'revoke-sessions-of-users', revokeSessionsOfUsers, [reason, userIds, keep]);
}

/** Ends everybody's sessions, some at a time, so that no statement holds many locks. @returns how many were ended. */
export async function endAllSessions(ctx: Context): Promise<number> {
  const batch = 1000;
  let ended = 0;
  let count: number;
  do {
    count = await revoke(ctx, 'revoke-some', revokeSome, ['administrator', batch]);
    ended += count;
    // Fewer may only mean that somebody else has ended some of the same.
  } while (count > 0);
  return ended;
}

/**
 * Ends a session whose used refresh token came back: somebody has a copy. The user's other sessions go on. It is
 * committed before anybody is told, so that neither the refusal that follows nor a feature that fails takes it back.
 */
export async function endReusedSession(ctx: Context, sessionId: string): Promise<void> {
  const values = ['reuse', [sessionId]];
  const rows = await ctx.app.database.change<RevokedRow>({ name: revokeByIds, text: revokeSessions, values });
  for (const row of rows) await recordCommitted(ctx, asEvent(row, 'reuse'));
}

/** Ends those sessions of a locked user that are too many, not refreshed for longest, in the transaction of a new one. */
export async function endSurplusSessions(ctx: Context, userId: number): Promise<void> {
  const { SESSIONS_PER_USER } = ctx.app.config.of(sessionSettings);
  const values = ['displaced', userId, SESSIONS_PER_USER];
  const rows = await execute<RevokedRow>(ctx.em, revokeSurplusSessions, values);
  for (const row of rows) await record(ctx, asEvent(row, 'displaced'));
}

async function revoke(ctx: Context, name: string, text: string, values: Values): Promise<number> {
  const [reason] = values;
  const rows = await changeAndRecord<RevokedRow>(ctx, { name, text, values }, (row) => asEvent(row, reason));
  return rows.length;
}

function asEvent(row: RevokedRow, reason: RevocationReason): AuthEvent {
  return { type: 'session.revoked', outcome: 'success', reason, ...row };
}
