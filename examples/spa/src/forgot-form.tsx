import { useState } from 'react';
import { Link } from 'wouter';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';
import { ResetForm } from './reset-form.tsx';

const requestMutation = graphql(`
  mutation RequestPasswordReset($input: RequestPasswordResetInput!) {
    requestPasswordReset(input: $input) {
      flow
    }
  }
`);

/** Requests the mail. The user can enter its code here; its link opens `ResetForm` too. */
export function ForgotForm({ onDone }: { onDone: () => void }) {
  const [flow, setFlow] = useState<string>();
  if (flow !== undefined) return <ResetForm proof={{ flow }} onDone={onDone} />;
  const request = async (values: FormData) => {
    const { requestPasswordReset } = await mutate(requestMutation, {
      input: { email: textOf(values, 'email') },
    });
    setFlow(requestPasswordReset.flow);
  };
  return (
    <>
      <Form title="Forgot your password?" submit="Send a mail" sending="Sending…" onSubmit={request}>
        {(problem) => (
          <Field
            label="Email address"
            name="email"
            inputMode="email"
            autoComplete="username"
            hint="The mail also names your username."
            problem={problem}
          />
        )}
      </Form>
      <p>
        <Link href="/login">Log in</Link>
      </p>
    </>
  );
}
