import { useRef, useState } from 'react';
import type { NewAccount } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import type { User } from '../core/session.ts';
import { useAuth } from './context.ts';
import { codeOf } from './error-code.ts';
import { lazily } from './lazily.tsx';
import { Field, PasswordField } from './parts/field.tsx';
import { Form, type Values } from './parts/form.tsx';
import { LinkTo, type Target } from './parts/link.tsx';
import { Root, type RootProps } from './parts/root.tsx';
import { View } from './parts/view.tsx';
import { CodesIfUnsaved } from './session/unsaved-codes.tsx';
import { useSession } from './session/use-session.ts';
import { SignIn } from './sign-in.tsx';
import { useLoginFlow } from './use-login-flow.ts';

const LoginSteps = lazily(() => import('./steps/login-steps.tsx').then((part) => part.LoginSteps));
const MailedSignup = lazily(() => import('./steps/mailed-signup.tsx').then((part) => part.MailedSignup));

export interface SignUpProps extends RootProps {
  /** Called when the account exists and the user is logged in. */
  onDone?: ((user: User) => void) | undefined;
  /** Where "Log in" leads. Without it, there is no link. */
  signIn?: Target | undefined;
  /** Whether the first empty field takes the focus. */
  autoFocus?: boolean | undefined;
}

const startDocument = 'mutation ($input: SignupInput!) { startSignup(input: $input) { flow } }';

/** A signup that waits for the code from a mail. */
export interface StartedSignup {
  flow: string;
  account: NewAccount;
}

/** Creates an account and logs in. If the service verifies emails first, asks for the code from the mail. */
export function SignUp({ onDone, signIn, autoFocus, classNames, components }: SignUpProps) {
  const { client, store, texts } = useAuth();
  const { signUp, fields, login: loginTexts } = texts;
  const { flow, state, follow } = useLoginFlow(onDone);
  const { user } = useSession();
  const [started, setStarted] = useState<StartedSignup>();
  /** The username of a new account whose first login failed. */
  const [created, setCreated] = useState<string>();
  /** The account of a signup whose response was lost. It may exist. */
  const lost = useRef<NewAccount>(undefined);

  const start = async (account: NewAccount) => {
    const { service } = partsOf(client);
    const { flow: id } = await service.send<{ flow: string }>(startDocument, { input: account });
    setStarted({ flow: id, account });
  };
  const logIn = ({ username, password }: NewAccount) => follow(flow.start(username, password));
  const create = async ({ username = '', email = '', password = '' }: Values) => {
    const account = { username, email, password };
    store.beforeLogin();
    try {
      await client.signup(account);
    } catch (error) {
      const code = codeOf(error);
      if (code === 'VERIFICATION_REQUIRED') return start(account);
      const isSame = lost.current?.username === username && lost.current.email === email;
      if (code === '') lost.current = account;
      if (!isSame || !['USERNAME_TAKEN', 'EMAIL_TAKEN'].includes(code)) throw error;
      // The lost request has created this account, unless the password does not fit.
      return logIn(account).catch(() => Promise.reject(error));
    }
    await logIn(account).catch(() => setCreated(username));
  };

  if (created !== undefined && !user)
    return (
      <SignIn
        identifier={created}
        notice={loginTexts.created}
        onDone={onDone}
        autoFocus={autoFocus}
        classNames={classNames}
        components={components}
      />
    );
  const content = () => {
    if (state.status === 'asking') return <LoginSteps flow={flow} state={state} follow={follow} />;
    if (user)
      return (
        <View name="done" title={loginTexts.doneTitle}>
          <p>{loginTexts.done.replace('{username}', () => user.username)}</p>
        </View>
      );
    if (started)
      return (
        <MailedSignup
          started={started}
          flow={flow}
          follow={follow}
          onAgain={() => start(started.account)}
          onBack={() => setStarted(undefined)}
        />
      );
    return (
      <View name="signup" title={signUp.title} autoFocus={autoFocus}>
        <Form submit={signUp.submit} onSubmit={create}>
          <Field name="username" autoComplete="username" {...signUp.username} />
          <Field name="email" inputMode="email" autoComplete="email" {...fields.email} />
          <PasswordField
            name="password"
            autoComplete="new-password"
            label={fields.password.label}
            hint={fields.newPassword.hint}
          />
        </Form>
        {signIn !== undefined && (
          <p>
            {signUp.haveAccount} <LinkTo to={signIn}>{signUp.logIn}</LinkTo>
          </p>
        )}
      </View>
    );
  };
  return (
    <Root classNames={classNames} components={components}>
      <CodesIfUnsaved>{content()}</CodesIfUnsaved>
    </Root>
  );
}
