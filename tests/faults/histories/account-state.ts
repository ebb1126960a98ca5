/** A session that has not ended. */
export interface Session {
  generation: number;
  /** This generation's refresh token; absent if every answer that contained it was lost. */
  token?: string | undefined;
  /** The earliest and the latest time of its last rotation. */
  rotated: readonly [from: number, to: number];
}

export type Proof = 'CURRENT' | 'OTHERS' | 'ALL' | 'NONE';

export interface AccountState {
  isActive: boolean;
  /** Keyed and sorted by name. */
  sessions: Readonly<Record<string, Session>>;
  /** From logouts that have checked their token but not ended the sessions yet. */
  proofs: Readonly<Record<number, Proof>>;
}

export interface Rules {
  /** REFRESH_REUSE_WINDOW, in milliseconds. */
  reuseWindow: number;
  /** How far the clocks of the database and the clients may differ, in milliseconds. */
  tolerance: number;
  /** SESSIONS_PER_USER. */
  mostSessions: number;
  /** Whether a refresh token newer than its session is accepted, because a failover may have lost the rotation. */
  acceptsAhead: boolean;
}

export const newAccount: AccountState = { isActive: true, sessions: {}, proofs: {} };

export function without(state: AccountState, names: readonly string[]): AccountState {
  if (names.length === 0) return state;
  const left = Object.entries(state.sessions).filter(([name]) => !names.includes(name));
  return { ...state, sessions: Object.fromEntries(left) };
}
