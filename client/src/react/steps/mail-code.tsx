import { type ReactNode, useState } from 'react';
import { Field } from '../parts/field.tsx';
import { Form, type Values } from '../parts/form.tsx';
import { View } from '../parts/view.tsx';
import { useAllAuth } from '../texts/later.tsx';

interface Props {
  /** Where the mail goes. */
  email: string | undefined;
  onCode: (values: Values) => Promise<unknown>;
  /** Requests another mail. */
  onAgain: () => Promise<unknown>;
  /** Whether a code from the old mailbox can make a change of the email final. */
  offersOldCode?: boolean | undefined;
  /** The way back. */
  children?: ReactNode;
}

/** Asks for the code from a mail. */
export function MailCode({ email, onCode, onAgain, offersOldCode = false, children }: Props) {
  const { mailCode, fields, mailedSignup } = useAllAuth().texts;
  const [hasOldCode, setHasOldCode] = useState(false);
  const [news, setNews] = useState('');
  const { codeSent, codeSentTo } = mailCode.script;
  const again = async () => {
    setNews('');
    await onAgain();
    setNews(mailedSignup.resent);
  };
  return (
    <View name="code" title={mailCode.codeTitle} autoFocus>
      <p>{email === undefined ? codeSent : codeSentTo.replace('{email}', () => email)}</p>
      <Form submit={mailCode.codeSubmit} onSubmit={onCode}>
        <Field name="code" autoComplete="one-time-code" {...fields.code} />
        {hasOldCode && (
          <Field
            name="oldCode"
            autoComplete="one-time-code"
            label={mailCode.oldCode.label}
            hint={mailCode.oldCode.hint}
          />
        )}
      </Form>
      {offersOldCode && !hasOldCode && (
        <Form submit={mailCode.oldCode.offer} kind="plain" onSubmit={async () => setHasOldCode(true)} />
      )}
      <p className="hint" role="status">
        {news}
      </p>
      <Form submit={mailCode.resend} kind="plain" onSubmit={again} />
      {children}
    </View>
  );
}
