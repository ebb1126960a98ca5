import type { AuthToken } from './session.ts';
import type { SessionKeeper } from './session-keeper.ts';

/** Replaces the session in every tab, as `SessionKeeper.replace` does. @returns the whole response. */
export async function replaceSession<Answer extends { tokens: AuthToken }>(
  keeper: SessionKeeper,
  send: (accessToken: string) => Promise<Answer>,
): Promise<Answer> {
  let answer: Answer | undefined;
  await keeper.replace(async (accessToken) => {
    answer = await send(accessToken);
    return answer.tokens;
  });
  return answer as Answer;
}
