import { Form } from '../form.tsx';
import type { ProofProps } from '../two-step/proof-form.tsx';

/** The browser asks for the passkey only after a click. */
export function PasskeyProofForm({ title, onSend, onPasskey }: ProofProps) {
  return (
    <Form
      {...(title && { title })}
      submit="Use a passkey"
      sending="Waiting for your passkey…"
      onSend={onSend}
      onSubmit={onPasskey}
    >
      {() => <p>Your device asks for your fingerprint, your face or its PIN.</p>}
    </Form>
  );
}
