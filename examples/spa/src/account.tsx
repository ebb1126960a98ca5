import { useQuery } from '@apollo/client/react';
import type { User } from 'auth-service-client';
import { useState } from 'react';
import { ChangePasswordForm } from './change-password-form.tsx';
import { Devices } from './devices.tsx';
import { graphql } from './gql/index.ts';
import { Heading } from './heading.tsx';
import { useRetry } from './use-retry.ts';
import { VerifyEmail } from './verify-email.tsx';

const meQuery = graphql(`
  query Me {
    me {
      id
      username
      email
      emailVerified
    }
  }
`);

type Page = 'devices' | 'password' | 'verify';

interface Props {
  user: User;
  /** The token from the link that opened the app to verify the email. */
  emailToken: string | undefined;
  onLinkDone: () => void;
  onLogOut: (scope: 'CURRENT' | 'ALL') => void;
}

export function Account({ user, emailToken, onLinkDone, onLogOut }: Props) {
  const { data, error, refetch } = useQuery(meQuery);
  const [page, setPage] = useState<Page | undefined>(emailToken === undefined ? undefined : 'verify');
  const [news, setNews] = useState('');
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
    setNews('');
    if (await ask()) setRefreshes((count) => count + 1);
  };
  const open = (next: Page) => {
    setPage(next);
    setNews('');
  };
  const close = (what: string) => {
    setPage(undefined);
    setNews(what);
    onLinkDone();
  };
  const link = (label: string, next: Page) => (
    <button type="button" className="plain" onClick={() => open(next)}>
      {label}
    </button>
  );

  if (page !== undefined) {
    return (
      <>
        {page === 'devices' && <Devices />}
        {page === 'password' && (
          <ChangePasswordForm
            username={user.username}
            onDone={() => close('Your password has been changed. All other devices have been logged out.')}
          />
        )}
        {page === 'verify' && (
          <VerifyEmail token={emailToken} onDone={() => close('Your email address is verified.')} />
        )}
        <button type="button" className="plain" onClick={() => close('')}>
          {page === 'devices' ? 'Back' : 'Cancel'}
        </button>
      </>
    );
  }
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
      {data?.me?.emailVerified === false && link('Verify email address', 'verify')}
      {link('Change password', 'password')}
      {link('Your devices', 'devices')}
      <button type="button" className="plain" onClick={() => onLogOut('CURRENT')}>
        Log out
      </button>
      <button type="button" className="plain" onClick={() => onLogOut('ALL')}>
        Log out on all devices
      </button>
      {/* Below the buttons, so that they do not move. */}
      <p role="status">{news || (refreshes > 0 && !isAway && `Refreshed: ${refreshes}`)}</p>
      <p role="alert">{isAway && 'The service is currently unavailable. You are still logged in.'}</p>
    </>
  );
}
