import { sessionEnded } from './auth-error.ts';
import type { AuthToken } from './session.ts';
import type { SessionKeeper } from './session-keeper.ts';

/**
 * Replaces the session with a new one for the same user. The old session ends before the new one arrives, but no tab mistakes
 * this for a logout.
 *
 * @returns the whole response.
 */
export function replaceSession<Answer extends AuthToken | { tokens: AuthToken }>(
  keeper: SessionKeeper,
  send: (accessToken: string) => Promise<Answer>,
): Promise<Answer> {
  return keeper.authorized(async (token) => {
    const { session, replacement } = keeper;
    if (!session) throw sessionEnded();
    replacement.begin();
    keeper.tell('replacing', session);
    try {
      const answer = await send(token);
      await keeper.begin('tokens' in answer ? answer.tokens : answer);
      return answer;
    } catch (error) {
      keeper.tell('kept', session);
      throw error;
    } finally {
      replacement.end();
    }
  });
}
