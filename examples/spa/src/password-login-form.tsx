import type { LoginFlow, LoginState } from 'graphql-auth-service-client';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { PasskeyLogin } from './passkeys/passkey-login.tsx';
import { asProblem } from './problem.ts';

interface Props {
  state: LoginState;
  flow: LoginFlow;
  /** The username of a newly created account. */
  username: string | undefined;
  onSend: () => void;
  /** Rejects if the flow reports a problem. */
  follow: (outcome: Promise<LoginState>) => Promise<void>;
}

/** The first step of a login. */
export function PasswordLoginForm({ state, flow, username, onSend, follow }: Props) {
  return (
    <>
      <Form
        title="Log in"
        submit="Log in"
        sending="Logging in…"
        // A second step has expired.
        earlier={state.problem ? asProblem(state.problem.error) : undefined}
        onSend={onSend}
        onSubmit={(values) => follow(flow.start(textOf(values, 'username'), textOf(values, 'password')))}
      >
        {(problem) => (
          <>
            <Field
              label="Username or email address"
              name="username"
              inputMode="email"
              autoComplete="username webauthn"
              defaultValue={state.identifier || username}
              problem={problem}
            />
            <Field
              label="Password"
              name="password"
              type="password"
              autoComplete="current-password"
              problem={problem}
            />
          </>
        )}
      </Form>
      <PasskeyLogin flow={flow} onSend={onSend} follow={follow} />
      <p>
        <a href="#forgot">Forgot your password?</a>
      </p>
      <p>
        No account yet? <a href="#signup">Sign up</a>
      </p>
    </>
  );
}
