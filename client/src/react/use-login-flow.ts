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
  useEffect(() => {
    // The session may replace this component at once, so the store keeps the codes.
    const ended = flow.subscribe(() => {
      const next = flow.getSnapshot();
      if (next.status === 'done' && next.recoveryCodes)
        store.keepCodes({ userId: next.user.id, codes: next.recoveryCodes });
    });
    return () => {
      ended();
      flow.cancel();
    };
  }, [flow, store]);
  const done = state.status === 'done' && !unsaved ? state.user : undefined;
  useEffect(() => {
    if (done) latest.current?.(done);
  }, [done]);

  const follow = async (outcome: Promise<LoginState>) => {
    store.beforeLogin();
    const next = await outcome;
    if (next.problem) throw next.problem.error;
    return next;
  };
  return { flow, state, follow };
}
