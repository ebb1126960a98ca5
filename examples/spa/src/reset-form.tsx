import { Field } from './field.tsx';
import { textOf } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';
import { NewPasswordForm } from './new-password-form.tsx';

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
  const reset = async (newPassword: string, values: FormData) => {
    const code = hasCode ? { code: textOf(values, 'code') } : {};
    await mutate(resetMutation, { input: { ...proof, ...code, newPassword } });
    onDone();
  };
  return (
    <>
      <NewPasswordForm title={hasCode ? 'Check your mail' : 'Choose a new password'} onSubmit={reset}>
        {(problem) =>
          hasCode && (
            <>
              <p>
                If an account has this email address, a mail is on its way. Open its link, or enter its code.
              </p>
              <Field label="Code from the mail" name="code" autoComplete="one-time-code" problem={problem} />
            </>
          )
        }
      </NewPasswordForm>
      <p>
        <a href="/forgot">Request a new mail</a>
      </p>
    </>
  );
}
