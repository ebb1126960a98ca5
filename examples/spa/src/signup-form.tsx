import { auth } from './auth.ts';
import { Field, Form, textOf } from './form.tsx';

/** @param onDone called after the account is created. */
export function SignupForm({ onDone }: { onDone: () => void }) {
  const signUp = async (values: FormData) => {
    const [username, password] = [textOf(values, 'username'), textOf(values, 'password')];
    await auth.signup({ username, email: textOf(values, 'email'), password });
    // If the login fails, the account exists anyway, and the login form shows the problem.
    await auth.login({ username, password }).catch(() => undefined);
    onDone();
  };
  return (
    <Form title="Create an account" submit="Sign up" onSubmit={signUp}>
      {(problem) => (
        <>
          <Field label="Username" name="username" autoComplete="username" problem={problem} />
          <Field label="Email address" name="email" type="email" autoComplete="email" problem={problem} />
          <Field
            label="Password"
            name="password"
            type="password"
            autoComplete="new-password"
            problem={problem}
          />
        </>
      )}
    </Form>
  );
}
