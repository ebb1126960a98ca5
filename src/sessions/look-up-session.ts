import type { Context } from '../feature/context.ts';
import { hashSessionSecret, type RefreshClaims } from './refresh-tokens.ts';
import { type PresentedSessionRow, selectPresentedSession } from './session-statements.ts';
import { sessionSettings } from './sessions.settings.ts';

/** The session that a refresh token belongs to, whatever its state; nothing when the token's secret is not its own. */
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

/** Whether the token was used up: only the directly previous one is good for a while longer. */
export function isReused(
  { gen }: RefreshClaims,
  { generation, isInReuseWindow }: PresentedSessionRow,
): boolean {
  return gen < generation && !(gen === generation - 1 && isInReuseWindow);
}
