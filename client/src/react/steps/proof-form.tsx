import { Fragment, useEffect, useRef, useState } from 'react';
import { Field, PasswordField } from '../parts/field.tsx';
import { Form } from '../parts/form.tsx';
import { useView } from '../parts/view-state.ts';
import { usePasskeySupport } from '../passkey-login.tsx';
import { useUser } from '../session/use-session.ts';
import { useAllAuth } from '../texts/later.tsx';

/** The proofs that a form can send, by method, the preferred one first. */
const fieldsOfMethods = {
  TOTP: 'totp',
  PASSWORD: 'password',
  EMAIL_CODE: 'emailCode',
  RECOVERY_CODE: 'recoveryCode',
} as const;

type TypedMethod = keyof typeof fieldsOfMethods;

interface ProofFormProps {
  methods: readonly string[];
  submit: string;
  /** @param proof one field of the input of the service. */
  onProof: (proof: Readonly<Record<string, string>>, method: TypedMethod) => Promise<unknown>;
  onPasskey: () => Promise<unknown>;
  /** Whether the field takes the focus, or the only button. */
  autoFocus?: boolean | undefined;
}

/** Asks for one of the proofs that the service accepts. */
export function ProofForm({ methods, submit, onProof, onPasskey, autoFocus = false }: ProofFormProps) {
  const { proofs, steps } = useAllAuth().texts;
  const { show } = useView();
  const hasPasskeys = usePasskeySupport();
  const [chosen, setChosen] = useState<TypedMethod>();
  const typed = (Object.keys(fieldsOfMethods) as TypedMethod[]).filter((method) => methods.includes(method));
  const method = chosen ?? typed[0];
  const offersPasskey = hasPasskeys && methods.includes('PASSKEY');
  const place = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (chosen || autoFocus)
      place.current
        ?.querySelector<HTMLElement>('input:not([readonly]):not([type=checkbox]), button')
        ?.focus();
  }, [chosen, autoFocus]);

  if (!method && !offersPasskey) return <p>{steps.impossible}</p>;
  const choose = (next: TypedMethod) => async () => {
    show('', undefined);
    setChosen(next);
  };
  return (
    <div ref={place}>
      {method && (
        <Fragment key={method}>
          <Form
            submit={submit}
            onSubmit={(values) => {
              const name = fieldsOfMethods[method];
              return onProof({ [name]: values[name] ?? '' }, method);
            }}
          >
            <ProofField method={method} />
          </Form>
        </Fragment>
      )}
      {offersPasskey && (
        <>
          {!method && <p>{proofs.passkey}</p>}
          <Form
            submit={proofs.use.PASSKEY}
            sending={steps.waiting}
            kind={method && 'plain'}
            onSubmit={onPasskey}
          />
        </>
      )}
      {typed
        .filter((other) => other !== method)
        .map((other) => (
          <Form key={other} submit={proofs.use[other]} kind="plain" onSubmit={choose(other)} />
        ))}
    </div>
  );
}

function ProofField({ method }: { method: TypedMethod }) {
  const { proofs, fields, confirmation } = useAllAuth().texts;
  const name = fieldsOfMethods[method];
  switch (method) {
    case 'PASSWORD':
      return (
        <>
          <AccountName />
          <PasswordField
            name={name}
            autoComplete="current-password"
            label={fields.password.label}
            hint={confirmation.password}
          />
        </>
      );
    case 'TOTP':
      return <Field name={name} inputMode="numeric" autoComplete="one-time-code" {...proofs.fields.TOTP} />;
    case 'EMAIL_CODE':
      return (
        <Field name={name} autoComplete="one-time-code" label={fields.code.label} hint={confirmation.code} />
      );
    case 'RECOVERY_CODE':
      return <Field name={name} autoComplete="off" {...proofs.fields.RECOVERY_CODE} />;
  }
}

/** Shows password managers the account of the password. */
export function AccountName() {
  const user = useUser();
  return (
    <input type="text" name="username" autoComplete="username" value={user?.username ?? ''} readOnly hidden />
  );
}
