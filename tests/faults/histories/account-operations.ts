import type { Call } from './calls.ts';

/** A request by a client or an operator. If a login's answer is lost, its session has no name. */
export type Request =
  | { kind: 'login'; session?: string }
  | { kind: 'me'; session: string }
  | { kind: 'refresh'; session: string; generation: number }
  | Logout
  | { kind: 'disable' }
  | { kind: 'enable' }
  | ProofOf
  | EndOf;

interface Logout {
  kind: 'logout';
  session: string;
  /** The generation of the refresh token used as proof; absent if it was an access token. */
  generation?: number;
  scope: 'CURRENT' | 'OTHERS' | 'ALL';
}

/** Logging out several sessions takes two steps: check the token, then end the sessions. */
type ProofOf = Omit<Logout, 'kind'> & { kind: 'proof'; of: number };
type EndOf = Omit<Logout, 'kind'> & { kind: 'end'; of: number };

export interface Answer {
  /** OK, or an error code. */
  code: string;
  /** The refresh token (shortened) and its generation. */
  token?: string;
  generation?: number;
  /** How many sessions were ended by a logout or an operator. */
  ended?: number;
}

export interface Operation extends Call {
  id: number;
  /** The replica that got the call. */
  by: string;
  request: Request;
  /** Absent if it was lost. */
  answer?: Answer;
}

/**
 * Splits each logout of several sessions into two operations, the second waiting for the first. A logout checks its token
 * before it ends the sessions, and by then the session that proved it may already be gone.
 */
export function inSteps(operations: readonly Operation[]): Operation[] {
  return operations.flatMap((operation) => {
    const { id, request } = operation;
    if (request.kind !== 'logout' || request.scope === 'CURRENT') return [operation];
    return (['proof', 'end'] as const).map((kind) => ({
      ...operation,
      request: { ...request, kind, of: id },
    }));
  });
}
