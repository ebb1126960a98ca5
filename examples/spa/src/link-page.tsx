import { useState } from 'react';
import { Form } from './form.tsx';
import { Heading } from './heading.tsx';
import { type Consequence, type LinkAction, linkActions } from './link-actions.ts';
import type { MailLink } from './mail-link.ts';
import { ResetForm } from './reset-form.tsx';

interface Props {
  link: MailLink;
  /** Whether the action has ended this browser's session. */
  onDone: (hasEnded: boolean) => void;
  onLeave: (hash: string) => void;
}

export const actionOf = ({ page, token }: MailLink): LinkAction | undefined =>
  token === undefined ? undefined : linkActions[page];

/** The page of a link that needs no login. Only a click sends its token, since mail scanners open every link. */
export function LinkPage({ link, onDone, onLeave }: Props) {
  const [done, setDone] = useState<Consequence>();
  const action = actionOf(link);
  if (!action || link.token === undefined) return null;
  const { token } = link;

  if (done?.flow !== undefined)
    return <ResetForm proof={{ flow: done.flow }} onDone={() => onLeave('login')} />;
  if (done) {
    return (
      <>
        <Heading>{done.title}</Heading>
        <p>{done.text}</p>
        <button type="button" onClick={() => onLeave(done.leadsTo)}>
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
