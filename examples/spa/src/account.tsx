import { useQuery } from '@apollo/client/react';
import type { User } from 'auth-service-client';
import { useEffect, useRef, useState } from 'react';
import { graphql } from './gql/index.ts';

const meQuery = graphql(`
  query Me {
    me {
      id
      username
      email
    }
  }
`);

export function Account({ user, onLogOut }: { user: User; onLogOut: () => void }) {
  const { data, error, refetch } = useQuery(meQuery);
  const [looks, setLooks] = useState(0);
  const [isAway, setIsAway] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);

  const look = async () => {
    try {
      await refetch();
      setLooks((count) => count + 1);
      setIsAway(false);
    } catch {
      setIsAway(true);
    }
  };

  return (
    <>
      <h1 tabIndex={-1} ref={heading}>
        Hello {user.username}
      </h1>
      <dl>
        <dt>Number</dt>
        <dd>{data?.me?.id ?? '…'}</dd>
        <dt>Email address</dt>
        <dd>{data?.me?.email ?? '…'}</dd>
      </dl>
      <p role="status">{looks > 0 && !isAway && `Looked again: ${looks}`}</p>
      <p role="alert">
        {(isAway || error) && 'The service is currently unavailable. You are still logged in.'}
      </p>
      <button type="button" onClick={look}>
        Look again
      </button>
      <button type="button" className="plain" onClick={onLogOut}>
        Log out
      </button>
    </>
  );
}
