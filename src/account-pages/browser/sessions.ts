import { ask, Refusal } from './ask.ts';
import { usesCookie } from './page-texts.ts';

interface Tokens {
  accessToken: string;
  refreshToken: string | null;
  user: { emailVerified: boolean };
}

export interface LoginStep {
  tokens: Tokens | null;
  next: { challenge: string } | null;
}

const tokens = 'accessToken refreshToken user { emailVerified }';
export const loginStep = `tokens { ${tokens} } next { challenge }`;

const startDocument = `mutation ($input: LoginInput!) { startLogin(input: $input) { ${loginStep} } }`;
const continueDocument = `mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { ${loginStep} } }`;
const refreshDocument = `mutation { refresh { ${tokens} } }`;
const logoutDocument = 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }';

export function startLogin(username: string, password: string): Promise<LoginStep> {
  return ask(startDocument, { username, password });
}

/** @param emailCode the code from the mail, or the token from its link. */
export function continueLogin(challenge: string, emailCode: string): Promise<LoginStep> {
  return ask(continueDocument, { challenge, emailCode });
}

/** @returns the session in this browser's cookie; undefined if there is none. */
export async function resumeSession(): Promise<LoginStep | undefined> {
  if (!usesCookie) return undefined;
  try {
    return { tokens: await ask<Tokens>(refreshDocument), next: null };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'INVALID_REFRESH_TOKEN') return undefined;
    throw error;
  }
}

/**
 * Keeps a session in a cookie, since the app shares it. Otherwise logs out: the app could not take over the session, and no
 * page keeps tokens.
 */
export async function leaveSession({ tokens }: LoginStep): Promise<void> {
  if (usesCookie || !tokens) return;
  await ask(logoutDocument, { refreshToken: tokens.refreshToken }).catch(() => undefined);
}
