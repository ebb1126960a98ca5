import { AuthError } from '../core/auth-error.ts';
import type { LoginAnswer } from '../core/service.ts';
import type { SessionKeeper } from '../core/session-keeper.ts';
import type { LoginStep } from './login-step.ts';

/** Begins the session if the login is complete. */
export async function takeStep(
  keeper: SessionKeeper,
  { tokens, next, recoveryCodes = null }: LoginAnswer,
): Promise<LoginStep> {
  if (tokens) return { user: await keeper.begin(tokens), next: null, recoveryCodes };
  if (next) return { user: null, next };
  throw new AuthError('Invalid response.');
}
