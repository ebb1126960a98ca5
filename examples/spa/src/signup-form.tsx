import { auth } from './auth.ts';
import { Field, Form, textOf } from './form.tsx';

/** @param onDone is called when there is an account. */
export function SignupForm({ onDone }: { onDone: () => void }) {
  const signUp = async (values: FormData) => {
    const [username, password] = [textOf(values, 'username'), textOf(values, 'password')];
    await auth.signup({ username, email: textOf(values, 'email'), password });
    // Where that fails the account is there all the same, and the form to log in says what is wrong.
    await auth.login({ username, password }).catch(() => undefined);
    onDone();
  };
  return (
    <Form title="Make an account" submit="Make it" onSubmit={signUp}>
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
