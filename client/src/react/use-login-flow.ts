import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { User } from '../core/session.ts';
import { createLoginFlow } from '../login/login-flow.ts';
import type { LoginFlow, LoginState } from '../login/login-state.ts';
import { useAuth } from './context.ts';
import { useUnsavedCodes } from './session/unsaved-codes.tsx';

export interface Login {
  flow: LoginFlow;
  state: LoginState;
  /** Waits for the outcome of one of the flow's methods. Rejects with the flow's problem, so that a form shows it. */
  follow: (outcome: Promise<LoginState>) => Promise<LoginState>;
}

/** A login that ends with the component. @param onDone called once the user is logged in and has saved all codes. */
export function useLoginFlow(onDone: ((user: User) => void) | undefined): Login {
  const { client, store } = useAuth();
  const [flow] = useState(() => createLoginFlow(client));
  const state = useSyncExternalStore(flow.subscribe, flow.getSnapshot, flow.getSnapshot);
  const unsaved = useUnsavedCodes();
  const latest = useRef(onDone);
  useEffect(() => {
    latest.current = onDone;
  });
  useKeptCodes(flow);
  useEffect(() => () => flow.cancel(), [flow]);
  const done = state.status === 'done' && !unsaved ? state.user : undefined;
  useEffect(() => {
    if (done) latest.current?.(done);
  }, [done]);

  const follow = async (outcome: Promise<LoginState>) => {
    store.beforeLogin();
    return followOutcome(outcome);
  };
  return { flow, state, follow };
}

/** Keeps the recovery codes of a login in the store, since the session may replace the form at once. */
export function useKeptCodes(flow: LoginFlow): void {
  const { store } = useAuth();
  useEffect(
    () =>
      flow.subscribe(() => {
        const next = flow.getSnapshot();
        if (next.status === 'done' && next.recoveryCodes)
          store.keepCodes({ userId: next.user.id, codes: next.recoveryCodes });
      }),
    [flow, store],
  );
}

/** Rejects with the problem of the flow, so that a form shows it. */
export async function followOutcome(outcome: Promise<LoginState>): Promise<LoginState> {
  const next = await outcome;
  if (next.problem) throw next.problem.error;
  return next;
}
