import type { User } from '../core/session.ts';
import { useAuth } from './context.ts';
import { lazily } from './lazily.tsx';
import { Field, PasswordField } from './parts/field.tsx';
import { Form } from './parts/form.tsx';
import { LinkTo, type Target } from './parts/link.tsx';
import { Root, type RootProps } from './parts/root.tsx';
import { View } from './parts/view.tsx';
import { PasskeyLogin } from './passkey-login.tsx';
import { SessionNotice } from './session/session-notice.tsx';
import { CodesIfUnsaved } from './session/unsaved-codes.tsx';
import { useSession } from './session/use-session.ts';
import { type Login, useLoginFlow } from './use-login-flow.ts';

const LoginSteps = lazily(() => import('./steps/login-steps.tsx').then((part) => part.LoginSteps));

export interface SignInProps extends RootProps {
  /** Called when the user is logged in, and has saved recovery codes if there are any. */
  onDone?: ((user: User) => void) | undefined;
  /** Where "Forgot your password?" leads. Without it, there is no link. */
  forgot?: Target | undefined;
  /** Where "Sign up" leads. Without it, there is no link. */
  signUp?: Target | undefined;
  /** Whether to offer passkeys, in browsers that have them. */
  passkeys?: boolean | undefined;
  /** Whether the first empty field takes the focus. */
  autoFocus?: boolean | undefined;
  /** Fills in the username or email, such as that of a new account. */
  identifier?: string | undefined;
  /** The token from a link that verifies the email, for accounts that cannot log in without. */
  emailToken?: string | undefined;
  /** What the form says above its fields instead of why the last session ended. */
  notice?: string | undefined;
}

/** Logs in, with a password or a passkey, and with every further step that the account asks for. */
export function SignIn({ classNames, components, ...props }: SignInProps) {
  const login = useLoginFlow(props.onDone);
  return (
    <Root classNames={classNames} components={components}>
      <CodesIfUnsaved>
        {login.state.status === 'asking' ? (
          <LoginSteps {...login} emailToken={props.emailToken} />
        ) : (
          <FirstStep login={login} {...props} />
        )}
      </CodesIfUnsaved>
    </Root>
  );
}

function FirstStep({
  login: { flow, state, follow },
  passkeys = true,
  identifier = '',
  notice,
  forgot,
  signUp,
  autoFocus,
}: SignInProps & { login: Login }) {
  const { login: texts, fields } = useAuth().texts;
  const { user } = useSession();
  if (user)
    return (
      <View name="done" title={texts.doneTitle}>
        <p>{texts.done.replace('{username}', () => user.username)}</p>
      </View>
    );
  return (
    <View name="login" title={texts.title} autoFocus={autoFocus}>
      {notice === undefined ? (
        <SessionNotice />
      ) : (
        <p className="notice" role="status">
          {notice}
        </p>
      )}
      <Form
        submit={texts.submit}
        // A later step has expired.
        earlier={state.problem?.error}
        onSubmit={({ username = '', password = '' }) => follow(flow.start(username, password))}
      >
        <Field
          name="username"
          inputMode="email"
          autoComplete={passkeys ? 'username webauthn' : 'username'}
          defaultValue={state.identifier || identifier}
          {...fields.identifier}
        />
        <PasswordField name="password" autoComplete="current-password" {...fields.password} />
      </Form>
      {passkeys && <PasskeyLogin flow={flow} follow={follow} />}
      {forgot !== undefined && (
        <p>
          <LinkTo to={forgot}>{texts.forgot}</LinkTo>
        </p>
      )}
      {signUp !== undefined && (
        <p>
          {texts.noAccount} <LinkTo to={signUp}>{texts.signUp}</LinkTo>
        </p>
      )}
    </View>
  );
}
