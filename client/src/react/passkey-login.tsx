import { useEffect, useRef, useSyncExternalStore } from 'react';
import type { LoginStep } from '../login/login-step.ts';
import { useAuth } from './context.ts';
import { problemFrom } from './load-problems.ts';
import { Form } from './parts/form.tsx';
import { useView } from './parts/view-state.ts';
import type { Login } from './use-login-flow.ts';

const loadPasskeys = () => import('../passkeys.ts');

const neverChanges = () => () => undefined;

export function usePasskeySupport(): boolean {
  return useSyncExternalStore(
    neverChanges,
    () => 'PublicKeyCredential' in window,
    () => false,
  );
}

/** A button for passkeys. Browsers also offer them in the autofill of the field for the username. */
export function PasskeyLogin({ flow, follow }: Pick<Login, 'flow' | 'follow'>) {
  const { client, texts, locale } = useAuth();
  const { show } = useView();
  const isSupported = usePasskeySupport();
  const onStep = (step: LoginStep) => follow(Promise.resolve(flow.follow(step)));
  const onProblem = async (error: unknown) => show('', await problemFrom(error, texts, locale));
  const latest = useRef({ onStep, onProblem });
  useEffect(() => {
    latest.current = { onStep, onProblem };
  });
  useEffect(() => {
    if (!isSupported) return;
    let isOver = false;
    let stop = () => {
      isOver = true;
    };
    loadPasskeys().then(
      ({ autofill }) => {
        if (isOver) return;
        stop = autofill(client, {
          onStep: (step) => latest.current.onStep(step),
          onProblem: (error) => latest.current.onProblem(error),
        });
      },
      () => undefined,
    );
    return () => stop();
  }, [client, isSupported]);

  if (!isSupported) return null;
  const logIn = async () => {
    const { logInWithPasskey } = await loadPasskeys();
    await follow(flow.open((signal) => logInWithPasskey(client, { signal })));
  };
  return <Form submit={texts.login.passkey} kind="plain" onSubmit={logIn} />;
}
