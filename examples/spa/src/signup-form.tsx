import { auth } from './auth.ts';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';

interface Props {
  onSend: () => void;
  /** Called if the account was created but the login after it failed. */
  onCreated: (username: string) => void;
}

export function SignupForm({ onSend, onCreated }: Props) {
  const signUp = async (values: FormData) => {
    const [username, password] = [textOf(values, 'username'), textOf(values, 'password')];
    await auth.signup({ username, email: textOf(values, 'email'), password });
    await auth.login({ username, password }).catch(() => onCreated(username));
  };
  return (
    <>
      <Form
        title="Sign up"
        submit="Create account"
        sending="Creating account…"
        onSend={onSend}
        onSubmit={signUp}
      >
        {(problem) => (
          <>
            <Field
              label="Username"
              name="username"
              autoComplete="username"
              hint="3 to 32 letters, digits, dots, hyphens or underscores."
              problem={problem}
            />
            <Field
              label="Email address"
              name="email"
              inputMode="email"
              autoComplete="email"
              problem={problem}
            />
            <Field
              label="Password"
              name="password"
              type="password"
              autoComplete="new-password"
              hint="At least 8 characters. A few random words make a good one."
              problem={problem}
            />
          </>
        )}
      </Form>
      <p>
        Already have an account? <a href="#login">Log in</a>
      </p>
    </>
  );
}
