import { useState } from 'react';
import { useLocation } from 'wouter';
import { Form } from './form.tsx';
import { Heading } from './heading.tsx';
import type { Consequence, LinkAction } from './link-actions.ts';
import { forgetLinkToken } from './mail-link.ts';
import { ResetForm } from './reset-form.tsx';

interface Props {
  action: LinkAction;
  token: string;
  /** Whether the action has ended this browser's session. */
  onDone: (hasEnded: boolean) => void;
}

/** The page of a link that needs no login. Only a click sends its token, since mail scanners open every link. */
export function LinkPage({ action, token, onDone }: Props) {
  const [done, setDone] = useState<Consequence>();
  const [, navigate] = useLocation();
  const leave = (path: string) => {
    forgetLinkToken();
    navigate(path);
  };

  if (done?.flow !== undefined)
    return <ResetForm proof={{ flow: done.flow }} onDone={() => leave('/login')} />;
  if (done) {
    return (
      <>
        <Heading>{done.title}</Heading>
        <p>{done.text}</p>
        <button type="button" onClick={() => leave(done.leadsTo)}>
          Continue
        </button>
      </>
    );
  }
  return (
    <>
      <Form
        title={action.title}
        submit={action.submit}
        sending="One moment…"
        onSubmit={async () => {
          setDone(await action.run(token));
          onDone(action.endsSessions);
        }}
      >
        {() => <p>{action.text}</p>}
      </Form>
      <p>
        <a href="/">Do nothing</a>
      </p>
    </>
  );
}
