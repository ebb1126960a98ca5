import { auth } from './auth.ts';
import { Field, Form, textOf } from './form.tsx';

export function LoginForm() {
  return (
    <Form
      title="Log in"
      submit="Log in"
      onSubmit={(values) =>
        auth.login({ username: textOf(values, 'username'), password: textOf(values, 'password') })
      }
    >
      {(problem) => (
        <>
          <Field
            label="Username or email address"
            name="username"
            autoComplete="username"
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
  );
}
