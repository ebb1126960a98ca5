import { useQuery } from '@apollo/client/react';
import {
  confirmTotp,
  newRecoveryCodes,
  removeTotp,
  startTotp,
  type TotpEnrolment,
} from 'graphql-auth-service-client';
import { useState } from 'react';
import { auth } from '../auth.ts';
import { Form } from '../form.tsx';
import { graphql } from '../gql/index.ts';
import { AuthenticatorForm } from './authenticator-form.tsx';
import { TwoStepOverview } from './two-step-overview.tsx';

const factorsQuery = graphql(`
  query SecondFactors {
    me {
      id
      secondFactors {
        totp
        passkeys
        recoveryCodesLeft
      }
    }
  }
`);

interface Props {
  onDone: (news: string) => void;
  onRecoveryCodes: (codes: readonly string[]) => void;
}

/** Sets up and removes the authenticator app, and replaces the recovery codes. */
export function TwoStepPage({ onDone, onRecoveryCodes }: Props) {
  const { data, error } = useQuery(factorsQuery, { fetchPolicy: 'network-only' });
  const [enrolment, setEnrolment] = useState<TotpEnrolment>();
  const [isRemoving, setIsRemoving] = useState(false);

  const setUp = async () => setEnrolment(await startTotp(auth));
  const confirm = async (code: string) => onRecoveryCodes(await confirmTotp(auth, code));
  const renewCodes = async () => onRecoveryCodes(await newRecoveryCodes(auth));
  const remove = async () => {
    await removeTotp(auth);
    onDone('Two-step login is off. All other devices have been logged out.');
  };

  if (enrolment) {
    const isReplacement = data?.me?.secondFactors?.totp === true;
    return (
      <AuthenticatorForm
        enrolment={enrolment}
        submit={isReplacement ? 'Replace the app' : 'Turn on'}
        onCode={confirm}
      >
        {isReplacement && <p>The old app and the old recovery codes stop working.</p>}
      </AuthenticatorForm>
    );
  }
  if (isRemoving) {
    return (
      <Form title="Turn off two-step login?" submit="Turn off" sending="Turning off…" onSubmit={remove}>
        {() => <p>A login then asks for your password alone, and your recovery codes stop working.</p>}
      </Form>
    );
  }
  return (
    <TwoStepOverview
      factors={data?.me?.secondFactors}
      hasFailed={error !== undefined}
      onSetUp={setUp}
      onRenewCodes={renewCodes}
      onRemove={() => setIsRemoving(true)}
    />
  );
}
