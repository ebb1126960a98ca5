import { AuthError } from 'auth-service-client';
import { useState } from 'react';
import { auth } from './auth.ts';
import { CodeForm } from './code-form.tsx';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';

interface Props {
  onSend: () => void;
  /** The username of a newly created account. */
  username: string | undefined;
  /** The token from a link that verifies the email. */
  emailToken?: string | undefined;
}

export function LoginForm({ onSend, username, emailToken }: Props) {
  /** The challenge of a login that still needs the code from a mail. */
  const [challenge, setChallenge] = useState<string>();

  const logIn = async (values: FormData) => {
    const { next } = await auth.startLogin({
      username: textOf(values, 'username'),
      password: textOf(values, 'password'),
    });
    if (!next) return;
    if (next.asks !== 'EMAIL_VERIFICATION') throw new AuthError('This app cannot finish this login.');
    // The link in a mail proves the email too. If it does not work, the user can enter the code from the mail that this
    // login has caused.
    const isVerified = emailToken !== undefined && (await proceed(next.challenge, emailToken));
    if (!isVerified) setChallenge(next.challenge);
  };

  if (challenge !== undefined) {
    return (
      <>
        <CodeForm
          title="Verify your email address"
          submit="Log in"
          onSend={onSend}
          onCode={(emailCode) => auth.continueLogin({ challenge, emailCode })}
        />
        <p>
          <button type="button" className="link" onClick={() => setChallenge(undefined)}>
            Start again
          </button>
        </p>
      </>
    );
  }
  return (
    <>
      <Form title="Log in" submit="Log in" sending="Logging in…" onSend={onSend} onSubmit={logIn}>
        {(problem) => (
          <>
            <Field
              label="Username or email address"
              name="username"
              inputMode="email"
              autoComplete="username"
              defaultValue={username}
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
      <p>
        <a href="#forgot">Forgot your password?</a>
      </p>
      <p>
        No account yet? <a href="#signup">Sign up</a>
      </p>
    </>
  );
}

function proceed(challenge: string, emailCode: string): Promise<boolean> {
  return auth.continueLogin({ challenge, emailCode }).then(
    () => true,
    () => false,
  );
}
