import { useQuery } from '@apollo/client/react';
import type { User } from 'graphql-auth-service-client';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { ChangeEmailForm } from './change-email-form.tsx';
import { ChangePasswordForm } from './change-password-form.tsx';
import { ChangeUsernameForm } from './change-username-form.tsx';
import { DeleteAccountForm } from './delete-account-form.tsx';
import { Devices } from './devices.tsx';
import { graphql } from './gql/index.ts';
import { Heading } from './heading.tsx';
import { forgetLinkToken, linkToken } from './mail-link.ts';
import { PasskeyOffer } from './passkeys/passkey-offer.tsx';
import { PasskeysPage } from './passkeys/passkeys-page.tsx';
import { PersonalData } from './personal-data.tsx';
import type { AccountPage } from './routes.ts';
import { TwoStepPage } from './two-step/two-step-page.tsx';
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
  page: AccountPage;
  /** Whether the user has just logged in, in this tab. */
  isNew: boolean;
  onRecoveryCodes: (codes: readonly string[]) => void;
  onLogOut: (scope: 'CURRENT' | 'ALL') => void;
  /** Called with the time of the account's deletion. */
  onDelete: (dueAt: string) => void;
}

export function Account({ user, page, isNew, onRecoveryCodes, onLogOut, onDelete }: Props) {
  const { data, error, refetch } = useQuery(meQuery);
  const [path, navigate] = useLocation();
  const token = linkToken(path);
  // Another tab may have changed it since the login.
  const username = data?.me?.username ?? user.username;
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
  // A new session of the same user may come with a new email, also from another tab.
  const shown = useRef(user);
  useEffect(() => {
    if (shown.current !== user) void ask();
    shown.current = user;
  });
  const refresh = async () => {
    setNews('');
    if (await ask()) setRefreshes((count) => count + 1);
  };
  const close = (what: string) => {
    forgetLinkToken();
    setNews(what);
    navigate('/');
  };
  const link = (label: string, to: string) => (
    <Link href={to} className="choice" onClick={() => setNews('')}>
      {label}
    </Link>
  );

  if (page !== 'home') {
    return (
      <>
        {page === 'devices' && <Devices />}
        {page === 'passkeys' && <PasskeysPage onRecoveryCodes={onRecoveryCodes} />}
        {page === 'two-step' && <TwoStepPage onDone={close} onRecoveryCodes={onRecoveryCodes} />}
        {page === 'password' && (
          <ChangePasswordForm
            username={username}
            onDone={() => close('Your password has been changed. All other devices have been logged out.')}
          />
        )}
        {page === 'email' && <ChangeEmailForm token={token} onDone={close} />}
        {page === 'username' && (
          <ChangeUsernameForm username={username} onDone={(name) => close(`Your username is now ${name}.`)} />
        )}
        {page === 'data' && <PersonalData onDone={() => close('Your data has been downloaded.')} />}
        {page === 'delete' && <DeleteAccountForm username={username} onDone={onDelete} />}
        {page === 'verify' && (
          <VerifyEmail token={token} onDone={() => close('Your email address is verified.')} />
        )}
        <button type="button" className="plain" onClick={() => close('')}>
          {['devices', 'passkeys', 'two-step'].includes(page) ? 'Back' : 'Cancel'}
        </button>
      </>
    );
  }
  return (
    <>
      <Heading>Hello {username}</Heading>
      <dl>
        <dt>Email address</dt>
        <dd>{data?.me?.email ?? '…'}</dd>
        {/* Keeps its place while the answer is on its way. */}
        <dd className="line">
          {data?.me?.emailVerified === false && <Link href="/verify-email">Verify email address</Link>}
        </dd>
      </dl>
      <button type="button" onClick={refresh}>
        Refresh
      </button>
      {link('Change email address', '/account/email')}
      {link('Change username', '/account/username')}
      {link('Change password', '/account/password')}
      {link('Two-step login', '/account/two-step')}
      {link('Passkeys', '/account/passkeys')}
      {link('Your devices', '/account/devices')}
      {link('Your data', '/account/data')}
      {link('Delete account', '/account/delete')}
      <button type="button" className="plain" onClick={() => onLogOut('CURRENT')}>
        Log out
      </button>
      <button type="button" className="plain" onClick={() => onLogOut('ALL')}>
        Log out on all devices
      </button>
      {/* Below the buttons, so that they do not move. */}
      {isNew && <PasskeyOffer onAdded={setNews} />}
      <p role="status">{news || (refreshes > 0 && !isAway && `Refreshed: ${refreshes}`)}</p>
      <p role="alert">{isAway && 'The service is currently unavailable. You are still logged in.'}</p>
    </>
  );
}
