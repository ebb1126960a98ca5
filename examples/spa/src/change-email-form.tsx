import { confirmEmailChange } from 'graphql-auth-service-client';
import { useState } from 'react';
import { auth } from './auth.ts';
import { CodeForm } from './code-form.tsx';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';
import { asProblem } from './problem.ts';

const requestMutation = graphql(`
  mutation RequestEmailChange($input: RequestEmailChangeInput!) {
    requestEmailChange(input: $input) {
      flow
    }
  }
`);

const cancelMutation = graphql(`
  mutation CancelOwnEmailChange {
    cancelEmailChange {
      id
    }
  }
`);

interface Props {
  /** The token from the mailed link, if the link opened this page. */
  token: string | undefined;
  onDone: (news: string) => void;
}

const changed = 'Your email address has been changed. All other devices have been logged out.';

/** The link or the code from the mail to the new address completes the change, in any browser that is logged in. */
export function ChangeEmailForm({ token, onDone }: Props) {
  const [flow, setFlow] = useState<string>();
  const [problem, setProblem] = useState('');

  if (token !== undefined && flow === undefined) {
    return (
      <Form
        title="Change your email address"
        submit="Confirm the change"
        sending="Changing…"
        onSubmit={() => confirmEmailChange(auth, { token }).then(() => onDone(changed))}
      >
        {() => <p>One click, and your account has its new email address.</p>}
      </Form>
    );
  }
  if (flow === undefined) {
    const request = async (values: FormData) => {
      const newEmail = textOf(values, 'newEmail');
      setFlow((await mutate(requestMutation, { input: { newEmail } })).requestEmailChange.flow);
    };
    return (
      <Form title="Change your email address" submit="Send a mail" sending="Sending…" onSubmit={request}>
        {(wrong) => (
          <Field
            label="New email address"
            name="newEmail"
            inputMode="email"
            autoComplete="email"
            hint="We send a mail to the new address, and a notice to the old one."
            problem={wrong}
          />
        )}
      </Form>
    );
  }
  const confirm = async (code: string, values: FormData) => {
    const oldCode = textOf(values, 'oldCode');
    await confirmEmailChange(auth, { flow, code, ...(oldCode && { oldCode }) });
    onDone(changed);
  };
  const cancel = () =>
    mutate(cancelMutation, {}).then(
      () => onDone('Your email address stays as it is.'),
      (error) => setProblem(asProblem(error).message),
    );
  return (
    <>
      <CodeForm title="Check your mail" submit="Change email address" onCode={confirm}>
        {(wrong) => (
          <Field
            label="Code from the mail to the old address (optional)"
            name="oldCode"
            autoComplete="off"
            required={false}
            hint="With it, the change is final. Without it, the old address can undo the change for some days."
            problem={wrong}
          />
        )}
      </CodeForm>
      <p role="alert">{problem}</p>
      <button type="button" className="plain" onClick={cancel}>
        Cancel the change
      </button>
    </>
  );
}
