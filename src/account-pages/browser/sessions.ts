import { ask, Refusal } from './ask.ts';
import { usesCookie } from './page-texts.ts';
import { type Challenge, challengeFields } from './proofs.ts';

export interface Tokens {
  accessToken: string;
  /** Null if it is in a cookie. */
  refreshToken: string | null;
  user: { id: string; username: string; emailVerified: boolean };
}

export interface LoginStep {
  tokens: Tokens | null;
  next: NextStep | null;
  /** After a login that has set up an authenticator app. */
  recoveryCodes: string[] | null;
}

export interface NextStep extends Challenge {
  asks: string;
  totpEnrolment: { secret: string; otpauthUri: string } | null;
}

export const tokenFields = 'accessToken refreshToken user { id username emailVerified }';
export const loginStep = `tokens { ${tokenFields} }
  next { asks ${challengeFields} totpEnrolment { secret otpauthUri } }
  recoveryCodes`;

const startDocument = `mutation ($input: LoginInput!) { startLogin(input: $input) { ${loginStep} } }`;
const continueDocument = `mutation ($input: ContinueLoginInput!) { continueLogin(input: $input) { ${loginStep} } }`;
const refreshDocument = `mutation ($input: RefreshInput) { refresh(input: $input) { ${tokenFields} } }`;
const logoutDocument = 'mutation ($input: LogoutInput) { logout(input: $input) { revokedSessions } }';

export function startLogin(username: string, password: string): Promise<LoginStep> {
  return ask(startDocument, { username, password });
}

/** @param proof one field of ContinueLoginInput. */
export function continueLogin(challenge: string, proof: object): Promise<LoginStep> {
  return ask(continueDocument, { challenge, ...proof });
}

/** @returns the session in this browser's cookie; undefined if there is none. */
export async function resumeSession(): Promise<LoginStep | undefined> {
  if (!usesCookie) return undefined;
  const tokens = await refresh(null);
  return tokens && asStep(tokens);
}

export const asStep = (tokens: Tokens): LoginStep => ({ tokens, next: null, recoveryCodes: null });

/**
 * @param refreshToken null if it is in a cookie.
 * @returns undefined if the session has ended.
 */
export async function refresh(refreshToken: string | null): Promise<Tokens | undefined> {
  try {
    return await ask<Tokens>(refreshDocument, refreshToken === null ? undefined : { refreshToken });
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
  await logOut(tokens.refreshToken).catch(() => undefined);
}

interface Logout {
  scope?: 'CURRENT' | 'OTHERS';
  /** Whether the request may outlive the page. */
  keepalive?: boolean;
}

/**
 * @param refreshToken null if it is in a cookie.
 * @returns the number of sessions that have ended.
 */
export async function logOut(
  refreshToken: string | null,
  { scope, keepalive }: Logout = {},
): Promise<number> {
  const input = { ...(refreshToken !== null && { refreshToken }), ...(scope && { scope }) };
  const options = keepalive === undefined ? {} : { keepalive };
  return (await ask<{ revokedSessions: number }>(logoutDocument, input, undefined, options)).revokedSessions;
}
