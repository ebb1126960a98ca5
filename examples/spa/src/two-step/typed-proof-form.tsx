import { auth } from '../auth.ts';
import { Field } from '../field.tsx';
import { Form, textOf } from '../form.tsx';
import { proofFields } from './proof-fields.ts';
import type { ProofProps } from './proof-form.tsx';

/** Asks for a proof that the user types. */
export function TypedProofForm({ method, title, submit, onSend, onText }: ProofProps & { method: string }) {
  const field = proofFields[method];
  if (!field) return null;
  return (
    <Form
      {...(title && { title })}
      submit={submit}
      sending="Checking…"
      onSend={onSend}
      onSubmit={(values) => onText(method, textOf(values, field.name))}
    >
      {(problem) => (
        <>
          {method === 'PASSWORD' && (
            <input
              type="text"
              name="username"
              autoComplete="username"
              value={auth.currentUser?.username ?? ''}
              readOnly
              hidden
            />
          )}
          <Field {...field} problem={problem} />
        </>
      )}
    </Form>
  );
}
