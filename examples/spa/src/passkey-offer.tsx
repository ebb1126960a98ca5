import { useQuery } from '@apollo/client/react';
import { registerPasskey, supportsPasskeys, upgradeAfterLogin } from 'graphql-auth-service-client/passkeys';
import { Form } from 'graphql-auth-service-client/react';
import { useEffect, useRef, useState } from 'react';
import { auth } from './auth.ts';
import { graphql } from './gql/index.ts';

const countQuery = graphql(`
  query PasskeyCount {
    me {
      id
      secondFactors {
        passkeys
      }
    }
  }
`);

/** Remembers that the user wants no passkey in this browser. */
const declined = 'passkey-offer-declined';

/**
 * After a login by a user without a passkey. Some password managers then add one without a question; in other browsers, the
 * user decides.
 */
export function PasskeyOffer() {
  const { data } = useQuery(countQuery, { fetchPolicy: 'network-only' });
  const hasNone = data?.me?.secondFactors?.passkeys === 0;
  const [step, setStep] = useState<'none' | 'offered' | 'added'>('none');
  const isStarted = useRef(false);

  useEffect(() => {
    if (!hasNone || isStarted.current || !supportsPasskeys() || localStorage.getItem(declined)) return;
    isStarted.current = true;
    void upgradeAfterLogin(auth).then((passkey) => setStep(passkey ? 'added' : 'offered'));
  }, [hasNone]);

  if (step === 'added') return <p role="status">The passkey is added. Next time, you can log in with it.</p>;
  if (step === 'none') return null;
  return (
    <section aria-label="Passkeys">
      <p>With a passkey, you log in with your fingerprint, your face or the PIN of your device.</p>
      <Form
        submit="Add a passkey"
        kind="plain"
        onSubmit={async () => {
          await registerPasskey(auth);
          setStep('added');
        }}
      />
      <Form
        submit="Not now"
        kind="plain"
        onSubmit={async () => {
          localStorage.setItem(declined, 'yes');
          setStep('none');
        }}
      />
    </section>
  );
}
