import { useEffect, useRef } from 'react';
import { Field } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { LinkTo } from '../parts/link.tsx';
import { View } from '../parts/view.tsx';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';
import type { Login } from '../use-login-flow.ts';
import { Enrolment } from './enrolment.tsx';
import { ProofForm } from './proof-form.tsx';

interface Props extends Login {
  /** The token from a link that verifies the email. */
  emailToken?: string | undefined;
}

/** Asks for what a login still needs. */
export const LoginSteps = withLaterTexts(function LoginSteps({ flow, state, follow, emailToken }: Props) {
  const used = useRef<string>(undefined);
  const asks = state.status === 'asking' ? state.asks : '';
  useEffect(() => {
    // The link proves the email too. If it does not work, the user can enter the code from the mail of this login.
    if (asks !== 'EMAIL_VERIFICATION' || emailToken === undefined || used.current === emailToken) return;
    used.current = emailToken;
    void flow.proveEmailCode(emailToken);
  }, [asks, emailToken, flow]);

  if (state.status !== 'asking') return null;
  return <Step key={asks} flow={flow} state={state} follow={follow} />;
});

function Step({ flow, state, follow }: Login) {
  const { secondStep, steps, restore, twoStep, fields, login } = useAllAuth().texts;
  if (state.status !== 'asking') return null;
  const { asks } = state;
  const isSecond = asks === 'SECOND_FACTOR' || asks === 'ENROL';
  const back = <LinkTo to={flow.cancel}>{isSecond ? secondStep.back : steps.restart}</LinkTo>;
  if (asks === 'ENROL' && state.totpEnrolment)
    return (
      <Enrolment
        enrolment={state.totpEnrolment}
        intro={<p>{twoStep.enrol.required}</p>}
        onCode={(code) => follow(flow.proveTotp(code))}
      >
        {back}
      </Enrolment>
    );
  switch (asks) {
    case 'SECOND_FACTOR':
      return (
        <View name="second-step" title={secondStep.title} autoFocus>
          <ProofForm
            methods={state.methods}
            submit={secondStep.submit}
            onProof={({ totp, recoveryCode = '' }) =>
              follow(totp === undefined ? flow.proveRecoveryCode(recoveryCode) : flow.proveTotp(totp))
            }
            onPasskey={async () => {
              const { proveWithPasskey } = await import('../../passkeys.ts');
              await follow(proveWithPasskey(flow));
            }}
          />
          {back}
        </View>
      );
    case 'EMAIL_VERIFICATION':
      return (
        <View name="code" title={steps.verifyTitle} autoFocus>
          <p>{steps.codeSent}</p>
          <Form submit={login.submit} onSubmit={({ code = '' }) => follow(flow.proveEmailCode(code))}>
            <Field name="code" autoComplete="one-time-code" {...fields.code} />
          </Form>
          {back}
        </View>
      );
    case 'RESTORE_ACCOUNT':
      return (
        <View name="restore" title={restore.title} autoFocus>
          <p>{restore.intro}</p>
          <Form submit={restore.submit} onSubmit={() => follow(flow.restore())} />
          {back}
        </View>
      );
    default:
      return (
        <View name="second-step" title={secondStep.title} autoFocus>
          <p>{steps.impossible}</p>
          {back}
        </View>
      );
  }
}
