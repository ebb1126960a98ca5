import { useState } from 'react';
import { CodeForm } from './code-form.tsx';
import { Form } from './form.tsx';
import { graphql } from './gql/index.ts';
import { mutate } from './mutate.ts';

const requestMutation = graphql(`
  mutation RequestEmailVerification {
    requestEmailVerification {
      flow
    }
  }
`);

const verifyMutation = graphql(`
  mutation VerifyEmail($input: VerifyEmailInput!) {
    verifyEmail(input: $input) {
      id
      emailVerified
    }
  }
`);

interface Props {
  /** The token from the mailed link, if the link opened this page. */
  token: string | undefined;
  onDone: () => void;
}

/** For a user who is logged in. Only a click sends the token, since mail scanners open every link. */
export function VerifyEmail({ token, onDone }: Props) {
  const [flow, setFlow] = useState<string>();
  const [isSpent, setIsSpent] = useState(false);

  const verify = async (input: { token: string } | { flow: string; code: string }) => {
    await mutate(verifyMutation, { input });
    onDone();
  };
  const verifyByLink = async (linkToken: string) => {
    try {
      await verify({ token: linkToken });
    } catch (error) {
      setIsSpent(true);
      throw error;
    }
  };
  const request = async () => {
    const { requestEmailVerification } = await mutate(requestMutation, {});
    setFlow(requestEmailVerification.flow);
  };

  if (flow !== undefined) {
    return (
      <CodeForm title="Verify your email address" submit="Verify" onCode={(code) => verify({ flow, code })} />
    );
  }
  return (
    <>
      {token !== undefined && (
        <Form
          title="Verify your email address"
          submit="Verify"
          sending="Verifying…"
          onSubmit={() => verifyByLink(token)}
        >
          {() => <p>One click, and your email address is verified.</p>}
        </Form>
      )}
      {(token === undefined || isSpent) && (
        <Form title="Verify by a new mail" submit="Send a mail" sending="Sending…" onSubmit={request}>
          {() => <p>The mail has a link and a code.</p>}
        </Form>
      )}
    </>
  );
}
