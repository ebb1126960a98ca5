import { Form } from './form.tsx';

interface Props {
  onSend: () => void;
  onRestore: () => Promise<unknown>;
}

/** Asked at the login to an account that waits for its deletion. */
export function RestoreForm({ onSend, onRestore }: Props) {
  return (
    <Form
      title="Restore your account?"
      submit="Restore my account"
      sending="Restoring…"
      onSend={onSend}
      onSubmit={onRestore}
    >
      {() => <p>It is closed, and waits for its deletion. To log in, restore it.</p>}
    </Form>
  );
}
