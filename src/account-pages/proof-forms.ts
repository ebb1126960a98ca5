import { type Field, field } from './field-html.ts';
import { type Html, html, joined } from './html.ts';
import type { Texts } from './texts.ts';
import { form } from './view-html.ts';

/** Proofs that have a field, by the names of ProofMethodName. `browser/proofs.ts` has the same fields. */
const inputs = {
  PASSWORD: { name: 'password', autocomplete: 'current-password', isPassword: true },
  TOTP: { name: 'totp', autocomplete: 'one-time-code', inputmode: 'numeric' },
  EMAIL_CODE: { name: 'emailCode', autocomplete: 'one-time-code' },
  RECOVERY_CODE: { name: 'recoveryCode', autocomplete: 'off' },
} as const satisfies Record<string, Omit<Field, 'label'>>;

type Way = keyof typeof inputs;

interface Options {
  submit: string;
  /** Labels and hints of the proofs that the challenge may ask for. */
  ways: Partial<Record<Way, { label: string; hint: string }>>;
  /** Precedes the fields. */
  before?: Html;
}

/** The forms for a challenge. Their script shows one field at a time, and a button for each other proof. */
export function proofForms(name: string, { proofs }: Texts, { submit, ways, before }: Options): Html {
  const names = Object.keys(ways) as Way[];
  const fields = names.map((way) => {
    const { label = '', hint = '' } = ways[way] ?? {};
    return field({ ...inputs[way], id: `${name}-${inputs[way].name}`, label, hint });
  });
  const choices = names.map((way) => form(`${name}-use-${way}`, proofs.use[way], html``, 'plain'));
  return html`${form(name, submit, html`${before ?? ''}${joined(fields)}`)}
        <div id="${name}-passkey" hidden>
          <p id="${name}-only-passkey">${proofs.passkey}</p>
          ${form(`${name}-passkey`, proofs.use.PASSKEY, html``)}
        </div>
        ${joined(choices)}`;
}
