import { useQuery } from '@apollo/client/react';
import type { User } from 'auth-service-client';
import { useState } from 'react';
import { graphql } from './gql/index.ts';
import { Heading } from './heading.tsx';
import { useRetry } from './use-retry.ts';

const meQuery = graphql(`
  query Me {
    me {
      id
      username
      email
    }
  }
`);

interface Props {
  user: User;
  onLogOut: (scope: 'CURRENT' | 'ALL') => void;
}

export function Account({ user, onLogOut }: Props) {
  const { data, error, refetch } = useQuery(meQuery);
  const [refreshes, setRefreshes] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  const isAway = hasFailed || error !== undefined;

  const ask = async () => {
    try {
      await refetch();
      setHasFailed(false);
      return true;
    } catch {
      setHasFailed(true);
      return false;
    }
  };
  useRetry(isAway, ask);
  const refresh = async () => {
    if (await ask()) setRefreshes((count) => count + 1);
  };

  return (
    <>
      <Heading>Hello {user.username}</Heading>
      <dl>
        <dt>Email address</dt>
        <dd>{data?.me?.email ?? '…'}</dd>
      </dl>
      <button type="button" onClick={refresh}>
        Refresh
      </button>
      <button type="button" className="plain" onClick={() => onLogOut('CURRENT')}>
        Log out
      </button>
      <button type="button" className="plain" onClick={() => onLogOut('ALL')}>
        Log out on all devices
      </button>
      {/* Below the buttons, so that they do not move. */}
      <p role="status">{refreshes > 0 && !isAway && `Refreshed: ${refreshes}`}</p>
      <p role="alert">{isAway && 'The service is currently unavailable. You are still logged in.'}</p>
    </>
  );
}
