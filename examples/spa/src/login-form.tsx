import { createLoginFlow, type LoginState, type User } from 'graphql-auth-service-client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { auth } from './auth.ts';
import { LoginStepForm } from './login-step-form.tsx';
import { PasswordLoginForm } from './password-login-form.tsx';

interface Props {
  onSend: () => void;
  /** The username of a newly created account. */
  username: string | undefined;
  /** The token from a link that verifies the email. */
  emailToken?: string | undefined;
  /** Called at the login, with recovery codes if it has set up an authenticator app. */
  onLoggedIn: (user: User, recoveryCodes: readonly string[]) => void;
}

export function LoginForm({ onSend, username, emailToken, onLoggedIn }: Props) {
  const [flow] = useState(() => createLoginFlow(auth));
  const state = useSyncExternalStore(flow.subscribe, flow.getSnapshot);
  useEffect(() => () => flow.cancel(), [flow]);
  useEffect(() =>
    // The session then replaces this form by the account page.
    flow.subscribe(() => {
      const next = flow.getSnapshot();
      if (next.status === 'done') onLoggedIn(next.user, next.recoveryCodes ?? []);
    }),
  );

  /** @throws what the flow reports, so that the form shows it. */
  const follow = async (outcome: Promise<LoginState>): Promise<void> => {
    const next = await outcome;
    if (next.problem) throw next.problem.error;
    // The link in a mail proves the email too. If it does not work, the user can enter the code from the mail that this
    // login has caused.
    if (next.status === 'asking' && next.asks === 'EMAIL_VERIFICATION' && emailToken !== undefined)
      await follow(flow.proveEmailCode(emailToken)).catch(() => undefined);
  };

  if (state.status === 'asking') {
    return (
      <>
        <LoginStepForm key={state.asks} state={state} flow={flow} onSend={onSend} follow={follow} />
        <button type="button" className="plain" onClick={() => flow.cancel()}>
          {state.asks === 'SECOND_FACTOR' ? 'Back to the password' : 'Start again'}
        </button>
      </>
    );
  }
  return <PasswordLoginForm state={state} flow={flow} username={username} onSend={onSend} follow={follow} />;
}
