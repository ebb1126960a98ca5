/** A session that has not ended. */
export interface Session {
  generation: number;
  /** The refresh token of this generation; absent while every answer that held it was lost. */
  token?: string | undefined;
  /** The earliest and the latest moment of its last rotation. */
  rotated: readonly [from: number, to: number];
}

export type Proof = 'CURRENT' | 'OTHERS' | 'ALL' | 'NONE';

export interface AccountState {
  isActive: boolean;
  /** By name, in the order of names. */
  sessions: Readonly<Record<string, Session>>;
  /** Of logouts that have checked their token and have not ended the sessions yet. */
  proofs: Readonly<Record<number, Proof>>;
}

export interface Rules {
  /** REFRESH_REUSE_WINDOW, in milliseconds. */
  reuseWindow: number;
  /** By how many milliseconds the clocks of database and clients may differ. */
  tolerance: number;
  /** SESSIONS_PER_USER. */
  mostSessions: number;
  /** Whether a refresh token ahead of its session is accepted, because a failover may have lost the rotation. */
  acceptsAhead: boolean;
}

export const newAccount: AccountState = { isActive: true, sessions: {}, proofs: {} };

export function without(state: AccountState, names: readonly string[]): AccountState {
  if (names.length === 0) return state;
  const left = Object.entries(state.sessions).filter(([name]) => !names.includes(name));
  return { ...state, sessions: Object.fromEntries(left) };
}
