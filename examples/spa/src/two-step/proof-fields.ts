import type { InputHTMLAttributes } from 'react';

/** The field for a proof that the user types. Its name is that of the service's input field. */
interface ProofField extends InputHTMLAttributes<HTMLInputElement> {
  name: string;
  label: string;
  hint?: string;
}

/** By method. */
export const proofFields: Readonly<Record<string, ProofField>> = {
  TOTP: {
    name: 'totp',
    label: 'Six digits from your authenticator app',
    inputMode: 'numeric',
    autoComplete: 'one-time-code',
  },
  PASSWORD: {
    name: 'password',
    label: 'Your password',
    type: 'password',
    autoComplete: 'current-password',
  },
  EMAIL_CODE: { name: 'emailCode', label: 'Code from the mail', autoComplete: 'one-time-code' },
  RECOVERY_CODE: {
    name: 'recoveryCode',
    label: 'Recovery code',
    autoComplete: 'off',
    hint: 'One of the codes that you saved. Each works once.',
  },
};
