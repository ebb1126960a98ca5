import { z } from 'zod';
import type { Context } from '../feature/context.ts';
import type { LogoutPayload } from './logout.types.ts';
import { clearCookie } from './refresh-cookie.ts';
import { requireUser } from './require-user.ts';
import { endOwnSession } from './revoke-sessions.ts';

/**
 * Ends one of the caller's sessions. The response is the same for an unknown id and for another account's session. @throws
 * UNAUTHENTICATED
 */
export async function endSession(ctx: Context, id: string): Promise<LogoutPayload> {
  const { account, session } = await requireUser(ctx);
  const isCurrent = id.toLowerCase() === session.id;
  const revokedSessions = z.uuid().safeParse(id).success
    ? await endOwnSession(ctx, account.id, id, isCurrent ? 'logout' : 'owner')
    : 0;
  // Clears the cookie after the revocation, like a logout.
  if (isCurrent) clearCookie(ctx);
  return { message: 'The session has ended', revokedSessions };
}
