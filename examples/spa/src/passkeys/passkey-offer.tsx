import { useQuery } from '@apollo/client/react';
import { registerPasskey, supportsPasskeys, upgradeAfterLogin } from 'graphql-auth-service-client/passkeys';
import { useEffect, useRef, useState } from 'react';
import { auth } from '../auth.ts';
import { graphql } from '../gql/index.ts';
import { useAttempt } from '../use-attempt.ts';

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
export function PasskeyOffer({ onAdded }: { onAdded: (news: string) => void }) {
  const { data } = useQuery(countQuery, { fetchPolicy: 'network-only' });
  const hasNone = data?.me?.secondFactors?.passkeys === 0;
  const [isOffered, setIsOffered] = useState(false);
  const { problem, isBusy, attempt } = useAttempt();
  const isStarted = useRef(false);

  useEffect(() => {
    if (!hasNone || isStarted.current || !supportsPasskeys() || localStorage.getItem(declined)) return;
    isStarted.current = true;
    void upgradeAfterLogin(auth).then((passkey) => {
      if (passkey) onAdded('Your password manager has added a passkey. Next time, you can log in with it.');
      else setIsOffered(true);
    });
  }, [hasNone, onAdded]);

  if (!isOffered) return null;
  const add = async () => {
    await registerPasskey(auth);
    setIsOffered(false);
    onAdded('The passkey is added. Next time, you can log in with it.');
  };
  const decline = () => {
    localStorage.setItem(declined, 'yes');
    setIsOffered(false);
  };
  return (
    <section className="offer" aria-label="Passkeys">
      <p>With a passkey, you log in with your fingerprint, your face or the PIN of your device.</p>
      <button type="button" aria-disabled={isBusy} onClick={() => attempt(add)}>
        Add a passkey
      </button>
      <button type="button" className="plain" onClick={decline}>
        Not now
      </button>
      <p role="alert">{problem}</p>
    </section>
  );
}
