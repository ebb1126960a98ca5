import { AuthError, type NewAccount } from 'graphql-auth-service-client';
import { useState } from 'react';
import { Link } from 'wouter';
import { auth } from './auth.ts';
import { CodeForm } from './code-form.tsx';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';
import { asProblem } from './problem.ts';
import { useHanded } from './routes.ts';

const startMutation = graphql(`
  mutation StartSignup($input: SignupInput!) {
    startSignup(input: $input) {
      flow
    }
  }
`);

interface Props {
  onSend: () => void;
  /** Called if the account was created but the login after it failed. */
  onCreated: (username: string) => void;
}

export function SignupForm({ onSend, onCreated }: Props) {
  /** A signup that needs the code from a mail. */
  const [started, setStarted] = useState<{ flow: string; account: NewAccount }>();
  const [news, setNews] = useState('');
  const [isTaken, setIsTaken] = useState(false);
  const handed = useHanded();

  const signUp = async (values: FormData) => {
    const [username, password] = [textOf(values, 'username'), textOf(values, 'password')];
    const account = { username, email: textOf(values, 'email'), password };
    try {
      await auth.signup(account);
    } catch (error) {
      if (codeOf(error) !== 'VERIFICATION_REQUIRED') throw error;
      return start(account);
    }
    await auth.login({ username, password }).catch(() => onCreated(username));
  };
  const start = async (account: NewAccount) => {
    const { startSignup } = await mutate(startMutation, { input: account });
    setStarted({ flow: startSignup.flow, account });
  };
  const requestAgain = async (account: NewAccount) => {
    setNews('');
    try {
      await start(account);
      setNews('Requested. You get at most one mail a minute. The code of an earlier mail works too.');
    } catch (error) {
      // The service's own message names the wait.
      setNews(error instanceof AuthError ? error.message : asProblem(error).message);
    }
  };
  const startAgain = () => {
    setStarted(undefined);
    setIsTaken(false);
    setNews('');
  };
  const complete = async (proof: { flow: string; code: string; username?: string }) => {
    try {
      await auth.completeSignup(proof);
    } catch (error) {
      // Someone else has taken the username since the mail was sent.
      if (codeOf(error) === 'USERNAME_TAKEN') setIsTaken(true);
      throw error;
    }
  };

  if (started) {
    const { flow, account } = started;
    return (
      <>
        <CodeForm
          title="Verify your email address"
          submit="Create account"
          onSend={onSend}
          onCode={(code, values) =>
            complete({ flow, code, ...(isTaken && { username: textOf(values, 'username') }) })
          }
        >
          {(problem) =>
            isTaken && (
              <Field label="Another username" name="username" autoComplete="username" problem={problem} />
            )
          }
        </CodeForm>
        <p role="status">{news}</p>
        <p>
          <button type="button" className="link" onClick={() => requestAgain(account)}>
            Request a new mail
          </button>
        </p>
        <p>
          <button type="button" className="link" onClick={startAgain}>
            Start again
          </button>
        </p>
      </>
    );
  }
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
        Already have an account?{' '}
        <Link href="/login" state={handed}>
          Log in
        </Link>
      </p>
    </>
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof AuthError ? error.code : undefined;
}
