import type { Operation } from './account-operations.ts';
import { type AccountState, type Rules, type Session, without } from './account-state.ts';
import { isLost } from './calls.ts';

interface Refresh {
  session: string;
  generation: number;
}

/** The current token rotates the session, the previous one gets the same successor for a while, and older ones end it. */
export function refresh(
  rules: Rules,
  state: AccountState,
  operation: Operation,
  { session: name, generation }: Refresh,
): AccountState[] {
  const { answer } = operation;
  const isRefused = !answer || answer.code === 'INVALID_REFRESH_TOKEN';
  const session = state.sessions[name];
  if (!session) return isRefused ? [state] : [];
  /** Possible only if this token was returned, or the answer was lost. */
  const handingOut = (next: Session): AccountState[] => {
    if (answer && (answer.code !== 'OK' || answer.generation !== next.generation)) return [];
    if (answer && next.token !== undefined && next.token !== answer.token) return [];
    const token = answer?.token ?? next.token;
    return [{ ...state, sessions: { ...state.sessions, [name]: { ...next, token } } }];
  };
  const isAhead = generation > session.generation;
  if (isAhead && !rules.acceptsAhead) return isRefused ? [state] : [];
  if (isAhead || generation === session.generation) {
    const { sent, answered } = operation;
    return handingOut({ generation: generation + 1, rotated: [sent, answered] });
  }
  return isOutdated(rules, session, generation, operation).flatMap((outdated) => {
    if (!outdated) return handingOut(knownBy(operation.answered, session));
    return isRefused ? [without(state, [name])] : [];
  });
}

/** An answered replay proves that the rotation has happened, even if the rotation's own answer was lost. */
function knownBy(moment: number, session: Session): Session {
  const [from, to] = session.rotated;
  return to === Number.POSITIVE_INFINITY ? { ...session, rotated: [from, moment] } : session;
}

/** @returns whether a token may be outdated; both values if it is close to the end of the reuse window. */
export function isOutdated(
  { reuseWindow, tolerance }: Rules,
  { generation: current, rotated: [from, to] }: Session,
  generation: number | undefined,
  operation: Operation,
): boolean[] {
  if (generation === undefined || generation >= current) return [false];
  if (generation < current - 1) return [true];
  const mayBeWithin = operation.sent <= to + reuseWindow + tolerance;
  const mayBeAfter = isLost(operation) || operation.answered >= from + reuseWindow - tolerance;
  return [...(mayBeWithin ? [false] : []), ...(mayBeAfter ? [true] : [])];
}
