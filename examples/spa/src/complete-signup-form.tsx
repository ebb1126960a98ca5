import { auth } from './auth.ts';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';

/** The page that the link in the mail opens. Recipients who did not sign up do not know the signup's password. */
export function CompleteSignupForm({ token }: { token: string }) {
  return (
    <Form
      title="Complete your signup"
      submit="Create account"
      sending="Creating account…"
      onSubmit={(values) => auth.completeSignup({ token, password: textOf(values, 'password') })}
    >
      {(problem) => (
        <Field
          label="Password of your signup"
          name="password"
          type="password"
          autoComplete="current-password"
          problem={problem}
        />
      )}
    </Form>
  );
}
