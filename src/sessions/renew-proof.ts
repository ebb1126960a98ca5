import type { Account } from '../feature/account.ts';
import type { Context } from '../feature/context.ts';
import { execute } from '../platform/database/database.ts';
import type { AuthToken } from './auth-token.types.ts';
import { issueTokens } from './issue-tokens.ts';
import { levelOf, proofMethodsOf } from './level-of.ts';
import { lockLiveSession, renewProof as renew, type SessionRow } from './session-statements.ts';

/**
 * Records a new proof of identity in a session, and issues an access token with it. The refresh token stays: the service has
 * only a hash of its secret, and the client has the token. Call this in a unit of work that has locked the user.
 * @returns undefined if the session has ended.
 */
export async function renewProof(
  ctx: Context,
  account: Account,
  sessionId: string,
  proved: readonly string[],
): Promise<AuthToken | undefined> {
  const [session] = await execute<{ methods: string[] }>(ctx.em, lockLiveSession, [sessionId, account.id]);
  if (!session) return undefined;
  const methods = [...new Set([...stillProved(ctx, session.methods, proved), ...proved])];
  const values = [sessionId, methods, levelOf(ctx.app, methods)];
  const [row] = await execute<SessionRow>(ctx.em, renew, values);
  return row && issueTokens(ctx, account, row, undefined);
}

/**
 * A method of a feature that has since been switched off no longer counts. An account that confirms without a second factor has
 * none, so an earlier factor of the session was removed. It must not give a password the level of a factor that the owner adds
 * later.
 */
function stillProved(ctx: Context, earlier: readonly string[], proved: readonly string[]): string[] {
  const known = proofMethodsOf(ctx.app);
  const isFactor = (name: string) => known.get(name)?.factors.includes('possession') ?? false;
  return earlier.filter((name) => known.has(name) && (!isFactor(name) || proved.some(isFactor)));
}
