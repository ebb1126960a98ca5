import type { ReactNode } from 'react';
import { AuthError, hasCode } from '../../core/auth-error.ts';
import type { TotpEnrolment } from '../../login/login-step.ts';
import { lazily } from '../lazily.tsx';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { View } from '../parts/view.tsx';
import { useAllAuth } from '../texts/later.tsx';

const QrCode = lazily(() => import('./qr-code.tsx').then((part) => part.QrCode));

interface Props {
  enrolment: TotpEnrolment;
  /** What the set-up means for the account. */
  intro?: ReactNode;
  /** Below the field. */
  hint?: string | undefined;
  onCode: (code: string) => Promise<unknown>;
  /** The way back. */
  children?: ReactNode;
}

/** Sets up an authenticator app. Its first code proves that it has the secret. */
export function Enrolment({ enrolment: { otpauthUri, secret }, intro, hint, onCode, children }: Props) {
  const { enrol } = useAllAuth().texts.twoStep;
  const send = async ({ totp = '' }) => {
    try {
      await onCode(totp);
    } catch (error) {
      if (!hasCode(error, 'SECOND_FACTOR_INVALID')) throw error;
      throw new AuthError(
        error.message,
        { ...error.extensions, code: 'SETUP_CODE_INVALID' },
        error.requestId,
      );
    }
  };
  return (
    <View name="enrol" title={enrol.title} autoFocus>
      {intro}
      <p>{enrol.intro}</p>
      <QrCode text={otpauthUri} label={enrol.image} />
      <p>{enrol.secret}</p>
      <p className="secret">{inGroups(secret)}</p>
      <p>
        <a href={otpauthUri}>{enrol.link}</a>
      </p>
      <Form submit={enrol.submit} onSubmit={send}>
        <Field
          name="totp"
          inputMode="numeric"
          autoComplete="one-time-code"
          label={enrol.label}
          hint={enrol.hint}
        />
        {hint !== undefined && <p className="hint">{hint}</p>}
      </Form>
      {children}
    </View>
  );
}

/** Apps ignore the spaces. */
function inGroups(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ');
}
