import type { LoginFlow, LoginState } from 'graphql-auth-service-client';
import { Link } from 'wouter';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { PasskeyLogin } from './passkeys/passkey-login.tsx';
import { asProblem } from './problem.ts';
import { useHanded } from './routes.ts';

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
  // The next page leads back to where the user wanted to go, too.
  const { from } = useHanded();
  const handed = { from };
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
        <Link href="/forgot">Forgot your password?</Link>
      </p>
      <p>
        No account yet?{' '}
        <Link href="/signup" state={handed}>
          Sign up
        </Link>
      </p>
    </>
  );
}
