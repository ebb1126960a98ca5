import type { CredentialsChange } from '../feature/account.ts';
import type { App, Context } from '../feature/context.ts';
import { featuresOf } from '../feature/feature.ts';
import { changeAndRecord, inTransaction, record, recordNow } from '../feature/unit-of-work.ts';
import { execute } from '../platform/database/database.ts';
import { oncePer } from '../platform/once-per.ts';
import { endingOf } from './ending.ts';
import type { RefreshClaims } from './refresh-tokens.ts';
import {
  type RevokedRow,
  revokeOwnSession,
  revokeSessions,
  revokeSessionsOfUsers,
  revokeSome,
  revokeSurplusSessions,
} from './revocation-statements.ts';
import { lockUsers } from './session-statements.ts';
import { sessionRevoked } from './sessions.events.ts';
import { sessionSettings } from './sessions.settings.ts';

const revokeByIds = 'revoke-sessions';

type Values = [reason: string, ...unknown[]];

const declaredReasons = oncePer(
  (app: App) => new Set(featuresOf(app).flatMap(({ revocationReasons = [] }) => revocationReasons)),
);

export function endSessions(ctx: Context, sessionIds: string[], reason: string): Promise<number> {
  return revoke(ctx, revokeByIds, revokeSessions, [reason, sessionIds]);
}

export function endOwnSession(
  ctx: Context,
  userId: number,
  sessionId: string,
  reason: 'owner' | 'logout',
): Promise<number> {
  return revoke(ctx, 'revoke-own-session', revokeOwnSession, [reason, sessionId, userId]);
}

/** The lock puts an overlapping login either entirely before this, so that its session ends too, or entirely after. */
export function endSessionsOfUsers(
  ctx: Context,
  userIds: number[],
  keep: string[],
  reason: string,
): Promise<number> {
  return inTransaction(ctx, async (em) => {
    await execute(em, lockUsers, [userIds]);
    return revoke(ctx, 'revoke-sessions-of-users', revokeSessionsOfUsers, [reason, userIds, keep]);
  });
}

/** Ends every session, because a thief's session must not survive the change. */
export async function endSessionsOfChange(
  ctx: Context,
  { userId, reason }: CredentialsChange,
): Promise<void> {
  await endSessionsOfUsers(ctx, [userId], [], reason);
}

/**
 * Works in batches, so that no statement holds many locks.
 * @param openedBefore seconds since 1970. @returns the number of ended sessions.
 */
export async function endAllSessions(ctx: Context, openedBefore = Number.POSITIVE_INFINITY): Promise<number> {
  const batch = 1000;
  let ended = 0;
  let count: number;
  do {
    count = await revoke(ctx, 'revoke-some', revokeSome, ['administrator', batch, openedBefore]);
    ended += count;
    // Stop at an empty batch, not at a short one: another process may have ended some sessions in the batch.
  } while (count > 0);
  return ended;
}

/**
 * Ends a session whose refresh token was reused, since an attacker may hold a copy. Commits at once, so that neither the
 * rejection that follows nor a failing listener rolls the revocation back.
 */
export async function endReusedSession(ctx: Context, { sid, gen }: RefreshClaims): Promise<void> {
  const values = [endingOf(ctx, 'reuse', { generation: gen }), [sid]];
  const rows = await ctx.app.database.change<RevokedRow>({ name: revokeByIds, text: revokeSessions, values });
  for (const row of rows) await recordNow(ctx, sessionRevoked({ ...row, reason: 'reuse' }));
}

/**
 * Ends sessions beyond SESSIONS_PER_USER, least recently used first, but never the new one: its login may have waited
 * while all others were used. The user's row must be locked.
 */
export async function endSurplusSessions(ctx: Context, userId: number, newSessionId: string): Promise<void> {
  const { SESSIONS_PER_USER } = ctx.app.config.of(sessionSettings);
  const ending = endingOf(ctx, 'displaced', { sessionId: newSessionId });
  const values = [ending, userId, SESSIONS_PER_USER, newSessionId];
  const rows = await execute<RevokedRow>(ctx.em, revokeSurplusSessions, values);
  for (const row of rows) await record(ctx, sessionRevoked({ ...row, reason: 'displaced' }));
}

async function revoke(ctx: Context, name: string, text: string, values: Values): Promise<number> {
  const [reason, ...others] = values;
  if (!declaredReasons(ctx.app).has(reason)) {
    throw new Error(`No feature declares the revocation reason "${reason}".`);
  }
  const statement = { name, text, values: [endingOf(ctx, reason), ...others] };
  const rows = await changeAndRecord<RevokedRow>(ctx, statement, [sessionRevoked], (row) =>
    sessionRevoked({ ...row, reason }),
  );
  return rows.length;
}
