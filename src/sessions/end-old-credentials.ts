import type { CredentialsChange } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { credentialsChanged } from '../feature/credentials.ts';
import { endSessionsOfUsers } from './revoke-sessions.ts';

/** Ends everything that the old credentials allowed. The account must be locked. @returns the number of ended sessions. */
export async function endOldCredentials(ctx: Context, change: CredentialsChange): Promise<number> {
  const endedSessions = await endSessionsOfUsers(ctx, [change.userId], [], change.reason);
  await credentialsChanged(ctx, change);
  return endedSessions;
}
