import { useQuery } from '@apollo/client/react';
import { newRecoveryCodes } from 'graphql-auth-service-client';
import { useRef, useState } from 'react';
import { auth } from '../auth.ts';
import { graphql } from '../gql/index.ts';
import { Heading } from '../heading.tsx';
import { RecoveryCodesOffer } from '../two-step/recovery-codes-offer.tsx';
import { AddPasskeyForm } from './add-passkey-form.tsx';
import { PasskeyItem } from './passkey-item.tsx';

const passkeysQuery = graphql(`
  query Passkeys {
    me {
      id
      passkeys {
        id
        name
        provider
        isSynced
        createdAt
        lastUsedAt
      }
      secondFactors {
        totp
        passkeys
        recoveryCodesLeft
      }
    }
  }
`);

interface Props {
  onRecoveryCodes: (codes: readonly string[]) => void;
}

/** Lists the passkeys of the user, and adds, renames and removes them. */
export function PasskeysPage({ onRecoveryCodes }: Props) {
  const { data, error, refetch } = useQuery(passkeysQuery, { fetchPolicy: 'network-only' });
  const [news, setNews] = useState('');
  const status = useRef<HTMLParagraphElement>(null);
  const passkeys = data?.me?.passkeys ?? [];
  const lacksCodes = passkeys.length > 0 && data?.me?.secondFactors?.recoveryCodesLeft === 0;
  const getCodes = async () => onRecoveryCodes(await newRecoveryCodes(auth));

  const finish = async (what: string) => {
    await refetch();
    setNews(what);
    // The form that had the focus is gone.
    status.current?.focus();
  };
  return (
    <>
      <Heading>Passkeys</Heading>
      <p>With a passkey, you log in with your fingerprint, your face or the PIN of your device.</p>
      <p role="status" tabIndex={-1} ref={status}>
        {news}
      </p>
      <p role="alert">{error && 'The list cannot be loaded.'}</p>
      <ul className="devices">
        {passkeys.map((passkey) => (
          <PasskeyItem key={passkey.id} passkey={passkey} onDone={finish} />
        ))}
      </ul>
      {lacksCodes && <RecoveryCodesOffer onGet={getCodes} />}
      <AddPasskeyForm key={`add-${passkeys.length}`} onDone={finish} />
    </>
  );
}
