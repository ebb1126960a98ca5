import { auth } from './auth.ts';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';

interface Props {
  onSend: () => void;
  /** The username of an account that was just created. */
  username: string | undefined;
}

export function LoginForm({ onSend, username }: Props) {
  return (
    <>
      <Form
        title="Log in"
        submit="Log in"
        sending="Logging in…"
        onSend={onSend}
        onSubmit={(values) =>
          auth.login({ username: textOf(values, 'username'), password: textOf(values, 'password') })
        }
      >
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
        No account yet? <a href="#signup">Sign up</a>
      </p>
    </>
  );
}
