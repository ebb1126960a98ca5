import type { Call } from './calls.ts';

/** What a client asked for, or an operator. A login without an answer opens a session that has no name. */
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
  /** Of the refresh token that proves it; absent where an access token does. */
  generation?: number;
  scope: 'CURRENT' | 'OTHERS' | 'ALL';
}

/** The two steps of a logout of several sessions: it checks its token, and then ends the sessions. */
type ProofOf = Omit<Logout, 'kind'> & { kind: 'proof'; of: number };
type EndOf = Omit<Logout, 'kind'> & { kind: 'end'; of: number };

export interface Answer {
  /** OK, or the code of an error. */
  code: string;
  /** The refresh token, shortened, and its generation. */
  token?: string;
  generation?: number;
  /** How many sessions a logout or an operator ended. */
  ended?: number;
}

export interface Operation extends Call {
  id: number;
  /** The replica that got the call. */
  by: string;
  request: Request;
  /** Absent where it was lost. */
  answer?: Answer;
}

/**
 * A logout of several sessions checks its token first: a session that proved it is not needed any more when they end. So
 * it is two operations, of which the second waits for the first.
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
