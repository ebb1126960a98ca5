import { registerPasskey, supportsPasskeys } from 'graphql-auth-service-client/passkeys';
import { auth } from '../auth.ts';
import { Field } from '../field.tsx';
import { Form, textOf } from '../form.tsx';

/** The browser asks where to keep the passkey. */
export function AddPasskeyForm({ onDone }: { onDone: (news: string) => Promise<void> }) {
  if (!supportsPasskeys()) return <p>This browser does not support passkeys.</p>;
  const add = async (values: FormData) => {
    const name = textOf(values, 'name');
    await registerPasskey(auth, name ? { name } : {});
    await onDone('The passkey is added.');
  };
  return (
    <Form submit="Add a passkey" sending="Waiting for your device…" focus={false} onSubmit={add}>
      {(problem) => (
        <Field
          label="Name (optional)"
          name="name"
          autoComplete="off"
          required={false}
          hint="For example “Work laptop”, to recognize it in this list."
          problem={problem}
        />
      )}
    </Form>
  );
}
