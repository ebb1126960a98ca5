import { useState } from 'react';
import { partsOf } from '../../core/parts.ts';
import type { LoginAnswer } from '../../core/service.ts';
import { documents } from '../../login/documents.ts';
import { takeStep } from '../../login/take-step.ts';
import { codeOf } from '../error-code.ts';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { View } from '../parts/view.tsx';
import type { StartedSignup } from '../sign-up.tsx';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';
import type { Login } from '../use-login-flow.ts';

interface Props extends Pick<Login, 'flow' | 'follow'> {
  started: StartedSignup;
  /** Sends another mail. */
  onAgain: () => Promise<unknown>;
  onBack: () => void;
}

/** Completes a signup with the code from the mail. */
export const MailedSignup = withLaterTexts(function MailedSignup({
  started,
  flow,
  follow,
  onAgain,
  onBack,
}: Props) {
  const { client, texts } = useAllAuth();
  const { signUp, mailedSignup: own, fields } = texts;
  const [isTaken, setIsTaken] = useState(false);
  const [news, setNews] = useState('');
  const [isLost, setIsLost] = useState(false);
  const { account } = started;

  const complete = async ({ code = '', username }: Readonly<Record<string, string>>) => {
    const { service, keeper } = partsOf(client);
    const input = { flow: started.flow, code, ...(isTaken && { username }) };
    try {
      await follow(
        flow.open(async () =>
          takeStep(keeper, await service.send<LoginAnswer>(documents.completeSignup, { input })),
        ),
      );
    } catch (error) {
      const problem = codeOf(error);
      // Another person has taken the username since the mail was sent.
      if (problem === 'USERNAME_TAKEN') setIsTaken(true);
      if (problem === '') setIsLost(true);
      if (problem !== 'CODE_INVALID' || !isLost) throw error;
      // The request whose response was lost has used the code, and created the account.
      const name = isTaken && username ? username : account.username;
      await follow(flow.start(name, account.password)).catch(() => Promise.reject(error));
    }
  };
  const again = async () => {
    setNews('');
    await onAgain();
    setNews(own.resent);
  };
  return (
    <View name="code" title={own.title} autoFocus>
      <p>{own.sent.replace('{email}', () => account.email)}</p>
      <Form submit={own.complete} onSubmit={complete}>
        <Field name="code" autoComplete="one-time-code" {...fields.code} />
        {isTaken && (
          <Field
            name="username"
            autoComplete="username"
            label={own.otherUsername}
            hint={signUp.username.hint}
          />
        )}
      </Form>
      <p className="hint" role="status">
        {news}
      </p>
      <Form submit={own.resend} kind="plain" onSubmit={again} />
      <Form submit={own.startAgain} kind="plain" onSubmit={async () => onBack()} />
    </View>
  );
});
