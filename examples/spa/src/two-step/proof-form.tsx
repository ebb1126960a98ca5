import { useEffect, useRef, useState } from 'react';
import { PasskeyProofForm } from '../passkeys/passkey-proof-form.tsx';
import { TypedProofForm } from './typed-proof-form.tsx';

export interface ProofProps {
  title?: string;
  submit: string;
  onSend?: (() => void) | undefined;
  onText: (method: string, text: string) => Promise<unknown>;
  onPasskey: () => Promise<unknown>;
}

/** The methods that this app knows, the easiest first, with the labels of the buttons that choose them. */
const choices: Readonly<Record<string, string>> = {
  PASSKEY: 'Use a passkey',
  TOTP: 'Use your authenticator app',
  PASSWORD: 'Use your password',
  EMAIL_CODE: 'Use the code from the mail',
  RECOVERY_CODE: 'Use a recovery code',
};

/** Asks for one of the proofs that the service accepts. */
export function ProofForm({ methods, ...props }: ProofProps & { methods: readonly string[] }) {
  const [chosen, setChosen] = useState<string>();
  const form = useRef<HTMLDivElement>(null);
  const known = Object.keys(choices).filter((method) => methods.includes(method));
  const method = chosen ?? known[0];

  // The form itself focuses an empty field, but the one for passkeys has none.
  useEffect(() => {
    if (method && !form.current?.contains(document.activeElement))
      form.current?.querySelector('button')?.focus();
  }, [method]);

  if (!method) return <p>This app cannot confirm it. Log out, and log in again.</p>;
  const others = known.filter((other) => other !== method);
  return (
    <>
      <div ref={form} key={method}>
        {method === 'PASSKEY' ? (
          <PasskeyProofForm {...props} />
        ) : (
          <TypedProofForm method={method} {...props} />
        )}
      </div>
      {others.length > 0 && (
        <details key={`instead of ${method}`}>
          <summary>Use another method</summary>
          {others.map((other) => (
            <button key={other} type="button" className="plain" onClick={() => setChosen(other)}>
              {choices[other]}
            </button>
          ))}
        </details>
      )}
    </>
  );
}
