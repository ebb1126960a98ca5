import { lazily } from './lazily.tsx';
import { useLinkToken } from './link-token.ts';
import type { Target } from './parts/link.tsx';
import { Root, type RootProps } from './parts/root.tsx';

const NewPassword = lazily(() => import('./steps/new-password.tsx').then((part) => part.NewPassword));

export interface ResetPasswordProps extends RootProps {
  /** The token from the mailed link. By default, the one in the URL, as `#token=…`. */
  token?: string | undefined;
  /** Called when the password is changed. By default, the component says so. */
  onDone?: (() => void) | undefined;
  /** Where "Log in" leads. Without it, there is no link. */
  signIn?: Target | undefined;
  /** Where "Request a new mail" leads, such as to `ForgotPassword`. Without it, there is no link. */
  forgot?: Target | undefined;
}

/** Takes a new password, on the page that the link in a mail opens. */
export function ResetPassword({ token, onDone, signIn, forgot, ...slots }: ResetPasswordProps) {
  const found = useLinkToken();
  const proof = { token: token ?? found };
  return (
    <Root {...slots}>
      <NewPassword key={proof.token} proof={proof} signIn={signIn} again={forgot} onDone={onDone} />
    </Root>
  );
}
