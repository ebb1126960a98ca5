import {
  Form,
  LinkTo,
  PasswordField,
  RequireAuth,
  Root,
  SignIn,
  useLinkToken,
  useSession,
  View,
} from 'graphql-auth-service-client/react';
import { useState } from 'react';
import type { Consequence, LinkAction } from './link-actions.ts';
import { NotFound } from './not-found.tsx';

/** The page of a link in a mail. Only a click sends its token, since mail scanners open every link. */
export function LinkPage({ action }: { action: LinkAction }) {
  const token = useLinkToken();
  if (token === undefined) return <NotFound />;
  const page = <ActionForm key={token} action={action} token={token} />;
  if (action.loginFirst === undefined) return page;
  return (
    <RequireAuth fallback={<SignIn autoFocus notice={action.loginFirst} forgot="/forgot" />}>
      {page}
    </RequireAuth>
  );
}

function ActionForm({ action, token }: { action: LinkAction; token: string }) {
  const { user, logout } = useSession();
  const [done, setDone] = useState<Consequence>();
  if (done)
    return (
      <Root>
        <View name="done" title={done.title} autoFocus>
          <p>{done.text}</p>
          <p>
            <LinkTo to={done.leadsTo}>Continue</LinkTo>
          </p>
        </View>
      </Root>
    );
  return (
    <Root>
      <View name="link" title={action.title}>
        <p>{action.text}</p>
        <Form
          submit={action.submit}
          onSubmit={async ({ password = '' }) => {
            const consequence = await action.run(token, password);
            if (action.endsSessions && user) await logout();
            setDone(consequence);
          }}
        >
          {action.asksPassword && (
            <PasswordField name="password" label="Password of your signup" autoComplete="current-password" />
          )}
        </Form>
        <p>
          <LinkTo to="/">Do nothing</LinkTo>
        </p>
      </View>
    </Root>
  );
}
