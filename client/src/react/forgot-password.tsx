import { useState } from 'react';
import { partsOf } from '../core/parts.ts';
import { useAuth } from './context.ts';
import { lazily } from './lazily.tsx';
import { Field } from './parts/field.tsx';
import { Form } from './parts/form.tsx';
import { LinkTo, type Target } from './parts/link.tsx';
import { Root, type RootProps } from './parts/root.tsx';
import { View } from './parts/view.tsx';

const NewPassword = lazily(() => import('./steps/new-password.tsx').then((part) => part.NewPassword));

export interface ForgotPasswordProps extends RootProps {
  /** Called when the password is changed. By default, the component says so. */
  onDone?: (() => void) | undefined;
  /** Where "Log in" leads. Without it, there is no link. */
  signIn?: Target | undefined;
  /** Whether the first empty field takes the focus. */
  autoFocus?: boolean | undefined;
}

const requestDocument =
  'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { flow } }';

/** Requests a mail, then takes its code and the new password. The link in the mail opens `ResetPassword` too. */
export function ForgotPassword({ onDone, signIn, autoFocus, classNames, components }: ForgotPasswordProps) {
  const { client, texts } = useAuth();
  const { forgot, fields, signUp } = texts;
  const [email, setEmail] = useState('');
  const [flow, setFlow] = useState<string>();
  const request = async (address: string) => {
    const { service } = partsOf(client);
    const input = { email: address };
    setFlow((await service.send<{ flow: string }>(requestDocument, { input })).flow);
    setEmail(address);
  };
  return (
    <Root classNames={classNames} components={components}>
      {flow === undefined ? (
        <View name="request" title={forgot.title} autoFocus={autoFocus}>
          <p>{forgot.intro}</p>
          <Form submit={forgot.submit} onSubmit={(values) => request(values.email ?? '')}>
            <Field
              name="email"
              inputMode="email"
              autoComplete="username"
              defaultValue={email}
              {...fields.email}
            />
          </Form>
          {signIn !== undefined && (
            <p>
              <LinkTo to={signIn}>{signUp.logIn}</LinkTo>
            </p>
          )}
        </View>
      ) : (
        <NewPassword proof={{ flow }} signIn={signIn} again={() => setFlow(undefined)} onDone={onDone} />
      )}
    </Root>
  );
}
