import { useAuth } from './context.ts';
import { lazily } from './lazily.tsx';
import { useLinkToken } from './link-token.ts';
import type { Target } from './parts/link.tsx';
import { Root, type RootProps } from './parts/root.tsx';
import { Unreachable } from './session/require-auth.tsx';
import { useSession } from './session/use-session.ts';

const VerifyOwnEmail = lazily(() =>
  import('./steps/verify-own-email.tsx').then((part) => part.VerifyOwnEmail),
);

export interface VerifyEmailProps extends RootProps {
  /** The token from the mailed link. By default, the one in the URL, as `#token=…`. */
  token?: string | undefined;
  /** Called when the email is verified. By default, the component says so. */
  onDone?: (() => void) | undefined;
  /** For users who log in first. */
  forgot?: Target | undefined;
}

const SignInToVerify = lazily(() =>
  import('./steps/sign-in-to-verify.tsx').then((part) => part.SignInToVerify),
);

/**
 * Verifies the user's email with the link in a mail, or with a code from a new mail. Only a click sends the token, since
 * mail scanners open every link. Users who are logged out log in first.
 */
export function VerifyEmail({ token, onDone, forgot, ...slots }: VerifyEmailProps) {
  const { texts } = useAuth();
  const found = useLinkToken();
  const { status, user } = useSession();
  const wanted = token ?? found;
  if (status === 'unreachable') return <Unreachable />;
  return (
    <Root {...slots}>
      {status === 'loading' && <p role="status">{texts.session.loading}</p>}
      {user && <VerifyOwnEmail key={`${user.id} ${wanted}`} token={wanted} onDone={onDone} />}
      {status === 'anonymous' && <SignInToVerify emailToken={wanted} forgot={forgot} />}
    </Root>
  );
}
