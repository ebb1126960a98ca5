import { useQuery } from '@apollo/client/react';
import { Root, useSession, View } from 'graphql-auth-service-client/react';
import { useEffect, useRef, useState } from 'react';
import { graphql } from './gql/index.ts';
import { AppLink } from './navigation.tsx';
import { PasskeyOffer } from './passkey-offer.tsx';

const meQuery = graphql(`
  query Me {
    me {
      id
      username
      email
    }
  }
`);

const pauseMilliseconds = 3_000;

/** A protected page with data from the service. Apollo Client's link adds the access token, and renews it. */
export function Home({ arrivedId }: { arrivedId: string | undefined }) {
  const { user } = useSession();
  // The account settings change the user without Apollo Client.
  const { data, error, refetch } = useQuery(meQuery, { fetchPolicy: 'cache-and-network' });
  const [refreshes, setRefreshes] = useState(0);
  const [hasFailed, setHasFailed] = useState(false);
  const isAway = hasFailed || error !== undefined;

  const refresh = () =>
    refetch().then(
      () => {
        setHasFailed(false);
        setRefreshes((count) => count + 1);
      },
      () => setHasFailed(true),
    );
  useEffect(() => {
    if (!isAway) return;
    const timer = setInterval(
      () =>
        refetch().then(
          () => setHasFailed(false),
          () => undefined,
        ),
      pauseMilliseconds,
    );
    return () => clearInterval(timer);
  }, [isAway, refetch]);

  // A new session of the same user may come with a new email, also from another tab.
  const shown = useRef(user);
  useEffect(() => {
    if (user && shown.current !== user) refetch().catch(() => undefined);
    shown.current = user;
  }, [user, refetch]);

  return (
    <Root>
      <View name="home" title={`Hello ${data?.me?.username ?? user?.username}`}>
        <dl>
          <dt>Email</dt>
          <dd>{data?.me?.email ?? user?.email}</dd>
        </dl>
        <button type="button" onClick={refresh}>
          Refresh
        </button>
        <p>
          <AppLink href="/account">Account settings</AppLink>
        </p>
        {/* Below the buttons, so that they do not move. */}
        <p role="status" className="line">
          {isAway
            ? 'The service is currently unavailable. You are still logged in.'
            : refreshes > 0 && `Refreshed: ${refreshes}`}
        </p>
        {arrivedId === user?.id && <PasskeyOffer />}
      </View>
    </Root>
  );
}
