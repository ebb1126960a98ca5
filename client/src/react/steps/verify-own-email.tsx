import { useState } from 'react';
import { hasCode } from '../../core/auth-error.ts';
import { sendAsUser } from '../../core/send-as-user.ts';
import { Form } from '../parts/form.tsx';
import { View } from '../parts/view.tsx';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';
import { useLoaded } from '../use-loaded.ts';
import { MailCode } from './mail-code.tsx';
import { endOf } from './new-password.tsx';

interface Props {
  token: string | undefined;
  onDone: (() => void) | undefined;
}

const verifyDocument = 'mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { id } }';
const requestDocument = 'mutation { requestEmailVerification { flow } }';

/** For a user who is logged in. */
export const VerifyOwnEmail = withLaterTexts(function VerifyOwnEmail({ token, onDone }: Props) {
  const { client, store, texts } = useAllAuth();
  const { verify, otherAccount, session } = texts;
  const { data } = useLoaded<{ email: string; emailVerified: boolean }>(
    'query { me { email emailVerified } }',
  );
  const [isDone, setIsDone] = useState(false);
  const [end, setEnd] = useState<string>();
  const [flow, setFlow] = useState<string>();
  const ends: Readonly<Record<string, string>> = verify.script.ended;

  const send = async (input: object) => {
    await sendAsUser(client, verifyDocument, input);
    setIsDone(true);
    onDone?.();
  };
  const sendToken = async () => {
    try {
      await send({ token });
    } catch (error) {
      if (!hasCode(error, 'LINK_INVALID')) throw error;
      setEnd(endOf(error));
    }
  };
  const request = async () => {
    const started = await sendAsUser<{ flow: string }>(client, requestDocument);
    setFlow(started.flow);
  };

  if (isDone || (data?.emailVerified && token === undefined))
    return (
      <View name="done" title={verify.doneTitle} autoFocus={isDone}>
        <p>{verify.done}</p>
      </View>
    );
  if (flow !== undefined)
    return <MailCode email={data?.email} onCode={({ code }) => send({ flow, code })} onAgain={request} />;
  if (end === 'OTHER_ACCOUNT' || (end !== undefined && data?.emailVerified))
    return (
      <View name="other" title={texts.endedTitle} autoFocus>
        <p>{end === 'OTHER_ACCOUNT' ? ends.OTHER_ACCOUNT : ends.CONFIRMED}</p>
        <Form submit={otherAccount} onSubmit={() => store.logout()} />
      </View>
    );
  if (end !== undefined || token === undefined)
    return (
      <View name="resend" title={verify.resendTitle} autoFocus={end !== undefined}>
        <p>{end === undefined ? (data?.email ?? session.loading) : (ends[end] ?? ends.INVALID)}</p>
        <Form submit={verify.resendSubmit} onSubmit={request} />
      </View>
    );
  return (
    <View name="confirm" title={verify.title}>
      <p>{verify.intro}</p>
      <Form submit={verify.submit} onSubmit={sendToken} />
    </View>
  );
});
