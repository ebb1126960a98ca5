import type { Actor, Context } from '../feature/context.ts';
import { userAgentOf } from './user-agent.ts';

/** Who ended a session, and how. Kept with the session, for support. */
export interface Ending {
  readonly reason: string;
  readonly requestId: string;
  readonly actor?: Actor;
  readonly ipAddress?: string;
  readonly userAgent?: string;
  /** The session that asked for the end, or whose opening caused it. */
  readonly sessionId?: string;
  /** Of the refresh token that was used again. */
  readonly generation?: number;
}

const acting = (_ctx: Context): { sessionId?: string } => ({});

/** Records the session whose token the request has proved. */
export function actAs(ctx: Context, sessionId: string): void {
  ctx.once(acting).sessionId = sessionId;
}

export function endingOf(
  ctx: Context,
  reason: string,
  more: Pick<Ending, 'sessionId' | 'generation'> = {},
): Ending {
  const { request, actor } = ctx;
  const { sessionId } = ctx.once(acting);
  const userAgent = userAgentOf(ctx);
  return {
    reason,
    requestId: request.id,
    ...(actor !== 'anonymous' && { actor }),
    ...(request.ip && { ipAddress: request.ip }),
    ...(userAgent && { userAgent }),
    ...(sessionId !== undefined && { sessionId }),
    ...more,
  };
}
