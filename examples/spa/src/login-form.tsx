import { AuthError, type LoginChallenge, type LoginStep } from 'auth-service-client';
import { useState } from 'react';
import { auth } from './auth.ts';
import { CodeForm } from './code-form.tsx';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { RestoreForm } from './restore-form.tsx';

interface Props {
  onSend: () => void;
  /** The username of a newly created account. */
  username: string | undefined;
  /** The token from a link that verifies the email. */
  emailToken?: string | undefined;
}

export function LoginForm({ onSend, username, emailToken }: Props) {
  /** What the login still needs. */
  const [needed, setNeeded] = useState<LoginChallenge>();

  const proceed = async ({ next }: LoginStep): Promise<void> => {
    if (!next) return;
    if (!['EMAIL_VERIFICATION', 'RESTORE_ACCOUNT'].includes(next.asks))
      throw new AuthError('This app cannot finish this login.');
    // The link in a mail proves the email too. If it does not work, the user can enter the code from the mail that this
    // login has caused.
    const { asks, challenge } = next;
    const byLink =
      asks === 'EMAIL_VERIFICATION' && emailToken !== undefined
        ? await auth.continueLogin({ challenge, emailCode: emailToken }).catch(() => undefined)
        : undefined;
    if (byLink) await proceed(byLink);
    else setNeeded(next);
  };
  const logIn = async (values: FormData) =>
    proceed(
      await auth.startLogin({
        username: textOf(values, 'username'),
        password: textOf(values, 'password'),
      }),
    );

  if (needed !== undefined) {
    const { challenge } = needed;
    return (
      <>
        {needed.asks === 'RESTORE_ACCOUNT' ? (
          <RestoreForm
            onSend={onSend}
            onRestore={async () => proceed(await auth.continueLogin({ challenge, restore: true }))}
          />
        ) : (
          <CodeForm
            title="Verify your email address"
            submit="Log in"
            onSend={onSend}
            onCode={async (emailCode) => proceed(await auth.continueLogin({ challenge, emailCode }))}
          />
        )}
        <button type="button" className="plain" onClick={() => setNeeded(undefined)}>
          Start again
        </button>
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
