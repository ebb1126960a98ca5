import type { Operation } from './account-operations.ts';
import { type AccountState, type Proof, type Rules, type Session, without } from './account-state.ts';
import type { Model } from './calls.ts';
import { isOutdated, refresh } from './refresh-model.ts';

/** What the documentation promises about one account and its sessions. Accounts do not affect each other. */
export function accountModel(rules: Rules): Model<AccountState, Operation> {
  const keys = new WeakMap<AccountState, string>();
  return {
    step: (state, operation) => step(rules, state, operation),
    isRead: ({ request }) => request.kind === 'me',
    isAlike: (one, other) => isUnnamedLogin(one) && isUnnamedLogin(other),
    keyOf: (state) => {
      const key = keys.get(state) ?? JSON.stringify(state);
      keys.set(state, key);
      return key;
    },
  };
}

function step(rules: Rules, state: AccountState, operation: Operation): AccountState[] {
  const { request, answer } = operation;
  /** Possible only if the answer has this count, or was lost. */
  const ending = (names: readonly string[], next: AccountState) =>
    answer && answer.ended !== names.length ? [] : [without(next, names)];
  const names = Object.keys(state.sessions);
  switch (request.kind) {
    case 'me':
      return answer?.code === (state.sessions[request.session] ? 'OK' : 'SESSION_ENDED') ? [state] : [];
    case 'login':
      return logIn(rules, state, operation, request.session);
    case 'refresh':
      return refresh(rules, state, operation, request);
    case 'disable':
      return ending(names, { ...state, isActive: false });
    case 'enable':
      return ending([], { ...state, isActive: true });
    case 'proof': {
      const session = state.sessions[request.session];
      const proves = (proof: Proof) => ({ ...state, proofs: { ...state.proofs, [request.of]: proof } });
      if (!session) return [proves('NONE')];
      // A used refresh token may only end its own session.
      return isOutdated(rules, session, request.generation, operation).map((outdated) =>
        proves(outdated ? 'CURRENT' : request.scope),
      );
    }
    case 'end': {
      const { [request.of]: proof, ...proofs } = state.proofs;
      return proof ? ending(namesToEnd(names, request.session, proof), { ...state, proofs }) : [];
    }
    case 'logout':
      return ending(namesToEnd(names, request.session, request.scope), state);
  }
}

function isUnnamedLogin({ request }: Operation): boolean {
  return request.kind === 'login' && request.session === undefined;
}

function namesToEnd(names: readonly string[], own: string, proof: Proof): string[] {
  if (proof === 'NONE') return [];
  return names.filter((name) => proof === 'ALL' || (name === own) === (proof === 'CURRENT'));
}

function logIn(
  { mostSessions }: Rules,
  state: AccountState,
  { sent, answered, answer }: Operation,
  given: string | undefined,
): AccountState[] {
  if (!state.isActive) return !answer || answer.code === 'INVALID_CREDENTIALS' ? [state] : [];
  if (answer && answer.code !== 'OK') return [];
  const name = given ?? unnamed(unnamedCount(state));
  const rotated =
    given === undefined
      ? ([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const)
      : ([sent, answered] as const);
  const session: Session = { generation: 0, token: answer?.token, rotated };
  const sessions = Object.fromEntries(
    Object.entries({ ...state.sessions, [name]: session }).sort(([one], [other]) => (one < other ? -1 : 1)),
  );
  const next = { ...state, sessions };
  if (Object.keys(sessions).length <= mostSessions) return [next];
  return leastRecentlyRefreshed(state).map((displaced) => without(next, [displaced]));
}

/** Returns several if their rotations overlap. Of the unnamed sessions, which are all alike, it returns at most one. */
function leastRecentlyRefreshed(state: AccountState): string[] {
  const { sessions } = state;
  const latestOfOldest = Math.min(...Object.values(sessions).map(({ rotated: [, to] }) => to));
  const last = unnamed(unnamedCount(state) - 1);
  return Object.entries(sessions)
    .filter(
      ([
        ,
        {
          rotated: [from],
        },
      ]) => from <= latestOfOldest,
    )
    .map(([name]) => name)
    .filter((name) => !isUnnamed(name) || name === last);
}

/** Names the session of a login whose answer was lost. Clients only know how many of these there are. */
function unnamed(index: number): string {
  return `?${index}`;
}

function isUnnamed(name: string): boolean {
  return name.startsWith('?');
}

function unnamedCount({ sessions }: AccountState): number {
  return Object.keys(sessions).filter(isUnnamed).length;
}
