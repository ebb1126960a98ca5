import { removePasskey } from 'graphql-auth-service-client/passkeys';
import { auth } from '../auth.ts';
import { Form } from '../form.tsx';
import type { Passkey } from './passkey-item.tsx';

interface Props {
  passkey: Passkey;
  onDone: (news: string) => Promise<void>;
}

/** The browser then stops offering the passkey too, if it supports that. */
export function RemovePasskeyForm({ passkey: { id, name }, onDone }: Props) {
  const remove = async () => {
    await removePasskey(auth, id);
    await onDone(`${name} is removed. All other devices have been logged out.`);
  };
  return (
    <Form submit={`Remove ${name} for good`} sending="Removing…" onSubmit={remove}>
      {() => <p>You can no longer log in with this passkey.</p>}
    </Form>
  );
}
