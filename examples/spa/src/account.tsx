import { useQuery } from '@apollo/client/react';
import type { User } from 'graphql-auth-service-client';
import { useEffect, useRef, useState } from 'react';
import { ChangeEmailForm } from './change-email-form.tsx';
import { ChangePasswordForm } from './change-password-form.tsx';
import { ChangeUsernameForm } from './change-username-form.tsx';
import { DeleteAccountForm } from './delete-account-form.tsx';
import { Devices } from './devices.tsx';
import { graphql } from './gql/index.ts';
import { Heading } from './heading.tsx';
import type { MailLink } from './mail-link.ts';
import { PasskeyOffer } from './passkeys/passkey-offer.tsx';
import { PasskeysPage } from './passkeys/passkeys-page.tsx';
import { PersonalData } from './personal-data.tsx';
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

type Page =
  | 'data'
  | 'delete'
  | 'devices'
  | 'email'
  | 'passkeys'
  | 'password'
  | 'two-step'
  | 'username'
  | 'verify';

/** The pages that links in mails open. */
const pagesOfLinks: Readonly<Record<string, Page>> = { 'verify-email': 'verify', 'confirm-email': 'email' };

interface Props {
  user: User;
  /** The link that opened the app, if any. */
  link: MailLink;
  /** Whether the user has just logged in, in this tab. */
  isNew: boolean;
  onLinkDone: () => void;
  onRecoveryCodes: (codes: readonly string[]) => void;
  onLogOut: (scope: 'CURRENT' | 'ALL') => void;
  /** Called with the time of the account's deletion. */
  onDelete: (dueAt: string) => void;
}

export function Account({
  user,
  link: { page: linked, token },
  isNew,
  onLinkDone,
  onRecoveryCodes,
  onLogOut,
  onDelete,
}: Props) {
  const { data, error, refetch } = useQuery(meQuery);
  const [page, setPage] = useState(token === undefined ? undefined : pagesOfLinks[linked]);
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
        {page === 'passkeys' && <PasskeysPage onRecoveryCodes={onRecoveryCodes} />}
        {page === 'two-step' && <TwoStepPage onDone={close} onRecoveryCodes={onRecoveryCodes} />}
        {page === 'password' && (
          <ChangePasswordForm
            username={username}
            onDone={() => close('Your password has been changed. All other devices have been logged out.')}
          />
        )}
        {page === 'email' && (
          <ChangeEmailForm token={linked === 'confirm-email' ? token : undefined} onDone={close} />
        )}
        {page === 'username' && (
          <ChangeUsernameForm username={username} onDone={(name) => close(`Your username is now ${name}.`)} />
        )}
        {page === 'data' && <PersonalData onDone={() => close('Your data has been downloaded.')} />}
        {page === 'delete' && <DeleteAccountForm username={username} onDone={onDelete} />}
        {page === 'verify' && (
          <VerifyEmail
            token={linked === 'verify-email' ? token : undefined}
            onDone={() => close('Your email address is verified.')}
          />
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
      </dl>
      <button type="button" onClick={refresh}>
        Refresh
      </button>
      {data?.me?.emailVerified === false && link('Verify email address', 'verify')}
      {link('Change email address', 'email')}
      {link('Change username', 'username')}
      {link('Change password', 'password')}
      {link('Two-step login', 'two-step')}
      {link('Passkeys', 'passkeys')}
      {link('Your devices', 'devices')}
      {link('Your data', 'data')}
      {link('Delete account', 'delete')}
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
