import { useState } from 'react';
import { type AuthError, hasCode } from '../../core/auth-error.ts';
import { partsOf } from '../../core/parts.ts';
import { Field, PasswordField } from '../parts/field.tsx';
import { Form, type Values } from '../parts/form.tsx';
import { LinkTo, type Target } from '../parts/link.tsx';
import { View } from '../parts/view.tsx';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';

interface Props {
  /** The token from the mailed link, or the flow of the request, which goes with the code. */
  proof: { token: string | undefined } | { flow: string };
  signIn: Target | undefined;
  /** Leads to the request of a new mail. */
  again: Target | undefined;
  onDone: (() => void) | undefined;
}

const resetDocument =
  'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }';

/** Replaces a forgotten password. */
export const NewPassword = withLaterTexts(function NewPassword({ proof, signIn, again, onDone }: Props) {
  const { client, store, texts } = useAllAuth();
  const { reset, sent, fields, endedTitle, signUp } = texts;
  const needsCode = 'flow' in proof;
  const isIncomplete = !needsCode && proof.token === undefined;
  const [end, setEnd] = useState<string | undefined>(isIncomplete ? 'MISSING' : undefined);
  const [isDone, setIsDone] = useState(false);
  const ends: Readonly<Record<string, string>> = reset.script.ended;

  const send = async ({ code, newPassword }: Values) => {
    const input = { ...proof, ...(needsCode && { code }), newPassword };
    try {
      await partsOf(client).service.send(resetDocument, { input });
    } catch (error) {
      if (!hasCode(error, 'LINK_INVALID')) throw error;
      return setEnd(endOf(error));
    }
    // The reset has ended every session, including this browser's.
    if (client.currentUser) await store.logout();
    setIsDone(true);
    onDone?.();
  };
  const requestAgain = again !== undefined && (
    <p>
      <LinkTo to={again}>{reset.requestAgain}</LinkTo>
    </p>
  );
  if (isDone)
    return (
      <View name="done" title={reset.doneTitle} autoFocus>
        <p>{reset.doneHere}</p>
        {signIn !== undefined && (
          <p>
            <LinkTo to={signIn}>{signUp.logIn}</LinkTo>
          </p>
        )}
      </View>
    );
  if (end !== undefined)
    return (
      <View name="ended" title={endedTitle} autoFocus={!isIncomplete}>
        <p>{ends[end] ?? ends.INVALID}</p>
        {requestAgain}
      </View>
    );
  return (
    <View name="reset" title={needsCode ? sent.title : reset.title} autoFocus>
      <p>{needsCode ? sent.intro : reset.intro}</p>
      <Form submit={reset.submit} onSubmit={send}>
        {needsCode && <Field name="code" autoComplete="one-time-code" {...fields.code} />}
        <PasswordField name="newPassword" autoComplete="new-password" {...fields.newPassword} />
      </Form>
      {requestAgain}
    </View>
  );
});

export function endOf({ extensions }: AuthError): string {
  return String(extensions.reason ?? 'INVALID');
}
