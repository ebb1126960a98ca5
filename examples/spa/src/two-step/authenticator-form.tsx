import type { TotpEnrolment } from 'graphql-auth-service-client';
import type { ReactNode } from 'react';
import { Field } from '../field.tsx';
import { Form, textOf } from '../form.tsx';
import { QrCode } from './qr-code.tsx';

interface Props {
  enrolment: TotpEnrolment;
  submit: string;
  onSend?: (() => void) | undefined;
  onCode: (code: string) => Promise<unknown>;
  children?: ReactNode;
}

/** The first code proves that the authenticator app has the secret. */
export function AuthenticatorForm({ enrolment, submit, onSend, onCode, children }: Props) {
  const { secret, otpauthUri } = enrolment;
  return (
    <Form
      title="Set up your authenticator app"
      submit={submit}
      sending="Checking…"
      onSend={onSend}
      onSubmit={(values) => onCode(textOf(values, 'totp'))}
    >
      {(problem) => (
        <>
          {children}
          <p>
            Scan this code with an authenticator app, or <a href={otpauthUri}>open it in an app</a> on this
            device.
          </p>
          <QrCode text={otpauthUri} label="QR code with the secret for your authenticator app" />
          <p>
            If you cannot scan it, type this secret into the app:
            <br />
            <code className="secret">{inGroups(secret)}</code>
          </p>
          <Field
            label="Six digits from the app"
            name="totp"
            inputMode="numeric"
            autoComplete="one-time-code"
            problem={problem}
          />
        </>
      )}
    </Form>
  );
}

/** Apps ignore the spaces. */
function inGroups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
