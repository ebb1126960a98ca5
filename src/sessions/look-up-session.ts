import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import { hashSessionSecret, type RefreshClaims } from './refresh-tokens.ts';
import { type PresentedSessionRow, selectLiveSession, selectPresentedSession } from './session-statements.ts';
import { sessionSettings } from './sessions.settings.ts';

/** Finds a refresh token's session, live or ended. @returns undefined if the token's secret does not match. */
export async function findPresentedSession(
  ctx: Context,
  { sid, sub, sec }: RefreshClaims,
): Promise<PresentedSessionRow | undefined> {
  const { REFRESH_REUSE_WINDOW } = ctx.app.config.of(sessionSettings);
  const values = [sid, Number(sub), hashSessionSecret(sec), REFRESH_REUSE_WINDOW];
  const [row] = await ctx.app.database.read<PresentedSessionRow>(
    'presented-session',
    selectPresentedSession,
    values,
  );
  return row;
}

/** Only the previous token stays valid during the reuse window. */
export function isReused(
  { gen }: RefreshClaims,
  { generation, isInReuseWindow }: PresentedSessionRow,
): boolean {
  return gen < generation && !(gen === generation - 1 && isInReuseWindow);
}

/** For a unit of work that has locked the user: no other one can end the session until the commit. */
export async function isSessionLive({ em }: Context, sessionId: string): Promise<boolean> {
  return (await execute(em, selectLiveSession, [sessionId])).length > 0;
}
