import type { Context } from '../feature/context.ts';
import { findViewer } from './find-viewer.ts';

const opened = (_ctx: Context): { sessionId?: string } => ({});

/** From now on, the current session is the one whose tokens this request returns. */
export function makeCurrent(ctx: Context, sessionId: string): void {
  ctx.once(opened).sessionId = sessionId;
}

/** The session that this request has opened or refreshed; otherwise that of its access token, if it is valid. */
export async function currentSessionId(ctx: Context): Promise<string | undefined> {
  const { sessionId } = ctx.once(opened);
  if (sessionId !== undefined) return sessionId;
  const viewer = await findViewer(ctx);
  return typeof viewer === 'string' ? undefined : viewer.session.id;
}
