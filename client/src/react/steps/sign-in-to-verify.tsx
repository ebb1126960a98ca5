import type { Target } from '../parts/link.tsx';
import { SignIn } from '../sign-in.tsx';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';

interface Props {
  /** The token from the mailed link. A login that asks for the email uses it. */
  emailToken: string | undefined;
  forgot: Target | undefined;
}

export const SignInToVerify = withLaterTexts(function SignInToVerify({ emailToken, forgot }: Props) {
  const { verify } = useAllAuth().texts;
  const notice = emailToken === undefined ? verify.script.loginMissing : verify.login;
  return <SignIn notice={notice} emailToken={emailToken} forgot={forgot} />;
});
