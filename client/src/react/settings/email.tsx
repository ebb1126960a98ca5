import { useState } from 'react';
import { confirmEmailChange } from '../../account/credentials.ts';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { View } from '../parts/view.tsx';
import { MailCode } from '../steps/mail-code.tsx';
import { useAllAuth } from '../texts/later.tsx';
import { Back } from './back.tsx';
import type { SettingsState } from './me.ts';
import { useSend } from './use-send.ts';

const requestDocument =
  'mutation ($input: RequestEmailChangeInput!) { requestEmailChange(input: $input) { flow } }';

/** Sends a mail to the new email, and takes the code from it. */
export function ChangeEmail({ close }: SettingsState) {
  const { client, texts } = useAllAuth();
  const { changeEmail: own, script } = texts.profile;
  const send = useSend();
  const [requested, setRequested] = useState<{ newEmail: string; flow: string }>();
  const request = async (newEmail: string) =>
    setRequested({ newEmail, ...(await send<{ flow: string }>(requestDocument, { newEmail })) });

  if (requested) {
    const { newEmail, flow } = requested;
    return (
      <MailCode
        email={newEmail}
        onCode={async ({ code = '', oldCode }) => {
          await confirmEmailChange(client, { flow, code, ...(oldCode !== undefined && { oldCode }) });
          await close(script.emailChanged);
        }}
        onAgain={() => request(newEmail)}
        offersOldCode
      >
        <Back close={close} />
      </MailCode>
    );
  }
  return (
    <View name="email" title={own.title} autoFocus>
      <p>{own.intro}</p>
      <Form submit={own.submit} onSubmit={({ newEmail = '' }) => request(newEmail)}>
        <Field name="newEmail" inputMode="email" autoComplete="email" {...own.field} />
      </Form>
      <Back close={close} />
    </View>
  );
}

/** Takes the code from the mail that verifies the email. @param flow of the first mail. */
export function VerifyByCode({ me, flow: first, close }: SettingsState & { flow: string }) {
  const { script } = useAllAuth().texts.profile;
  const send = useSend();
  const [flow, setFlow] = useState(first);
  return (
    <MailCode
      email={me.email}
      onCode={async ({ code }) => {
        await send('mutation ($input: VerifyEmailInput!) { verifyEmail(input: $input) { id } }', {
          flow,
          code,
        });
        await close(script.emailConfirmed);
      }}
      onAgain={async () =>
        setFlow((await send<{ flow: string }>('mutation { requestEmailVerification { flow } }')).flow)
      }
    >
      <Back close={close} />
    </MailCode>
  );
}
