import type { LoginFlow, LoginState, LoginStep } from 'graphql-auth-service-client';
import { autofill, logInWithPasskey, supportsPasskeys } from 'graphql-auth-service-client/passkeys';
import { useEffect, useRef } from 'react';
import { auth } from '../auth.ts';
import { useAttempt } from '../use-attempt.ts';

interface Props {
  flow: LoginFlow;
  onSend: () => void;
  /** Rejects if the flow reports a problem. */
  follow: (outcome: Promise<LoginState>) => Promise<void>;
}

/** A button for passkeys. Browsers also offer them in the autofill of the field for the username. */
export function PasskeyLogin({ flow, onSend, follow }: Props) {
  const { problem, isBusy, attempt, fail } = useAttempt();
  const latest = useRef({ onStep: (_: LoginStep): unknown => undefined, fail });
  latest.current = { onStep: (step) => follow(Promise.resolve(flow.follow(step))), fail };
  useEffect(
    () =>
      autofill(auth, {
        onStep: (step) => latest.current.onStep(step),
        onProblem: (error) => latest.current.fail(error),
      }),
    [],
  );

  if (!supportsPasskeys()) return null;
  const logIn = () => {
    onSend();
    return attempt(() => follow(flow.open((signal) => logInWithPasskey(auth, { signal }))));
  };
  return (
    <>
      <button type="button" className="plain" aria-disabled={isBusy} onClick={logIn}>
        {isBusy ? 'Waiting for your passkey…' : 'Use a passkey'}
      </button>
      <p role="alert">{problem}</p>
    </>
  );
}
