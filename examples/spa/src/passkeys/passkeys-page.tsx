import { useQuery } from '@apollo/client/react';
import { useRef, useState } from 'react';
import { graphql } from '../gql/index.ts';
import { Heading } from '../heading.tsx';
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
    }
  }
`);

/** Lists the passkeys of the user, and adds, renames and removes them. */
export function PasskeysPage() {
  const { data, error, refetch } = useQuery(passkeysQuery, { fetchPolicy: 'network-only' });
  const [news, setNews] = useState('');
  const status = useRef<HTMLParagraphElement>(null);
  const passkeys = data?.me?.passkeys ?? [];

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
      <AddPasskeyForm key={`add-${passkeys.length}`} onDone={finish} />
    </>
  );
}
