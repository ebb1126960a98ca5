import { useQuery } from '@apollo/client/react';
import type { User } from 'auth-service-client';
import { useState } from 'react';
import { ChangePasswordForm } from './change-password-form.tsx';
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

interface Props {
  user: User;
  /** The token from the link that opened the app to verify the email. */
  emailToken: string | undefined;
  onLinkDone: () => void;
  onLogOut: (scope: 'CURRENT' | 'ALL') => void;
}

export function Account({ user, emailToken, onLinkDone, onLogOut }: Props) {
  const { data, error, refetch } = useQuery(meQuery);
  const [form, setForm] = useState<'password' | 'email' | undefined>(
    emailToken === undefined ? undefined : 'email',
  );
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
  const open = (next: typeof form) => {
    setForm(next);
    setNews('');
  };
  const close = (what: string) => {
    setForm(undefined);
    setNews(what);
    onLinkDone();
  };

  if (form !== undefined) {
    return (
      <>
        {form === 'password' ? (
          <ChangePasswordForm
            username={user.username}
            onDone={() => close('Your password has been changed. All other devices have been logged out.')}
          />
        ) : (
          <VerifyEmail token={emailToken} onDone={() => close('Your email address is verified.')} />
        )}
        <button type="button" className="plain" onClick={() => close('')}>
          Cancel
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
      {data?.me?.emailVerified === false && (
        <button type="button" className="plain" onClick={() => open('email')}>
          Verify email address
        </button>
      )}
      <button type="button" className="plain" onClick={() => open('password')}>
        Change password
      </button>
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
