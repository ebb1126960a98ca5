import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';

const resetMutation = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input) {
      revokedSessions
    }
  }
`);

interface Props {
  /** The token from the mailed link, or the flow of the request, which goes with the code. */
  proof: { token: string } | { flow: string };
  onDone: () => void;
}

export function ResetForm({ proof, onDone }: Props) {
  const hasCode = 'flow' in proof;
  const reset = async (values: FormData) => {
    const newPassword = textOf(values, 'newPassword');
    const code = hasCode ? { code: textOf(values, 'code') } : {};
    await mutate(resetMutation, { input: { ...proof, ...code, newPassword } });
    onDone();
  };
  return (
    <>
      <Form
        title={hasCode ? 'Check your mail' : 'Choose a new password'}
        submit="Change password"
        sending="Changing password…"
        onSubmit={reset}
      >
        {(problem) => (
          <>
            {hasCode && (
              <>
                <p>
                  If an account has this email address, a mail is on its way. Open its link, or enter its
                  code.
                </p>
                <Field
                  label="Code from the mail"
                  name="code"
                  autoComplete="one-time-code"
                  problem={problem}
                />
              </>
            )}
            <Field
              label="New password"
              name="newPassword"
              type="password"
              autoComplete="new-password"
              hint="A few random words make a good password."
              problem={problem}
            />
          </>
        )}
      </Form>
      <p>
        <a href="/#forgot">Request a new mail</a>
      </p>
    </>
  );
}
