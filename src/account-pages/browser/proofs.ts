import { Refusal } from './ask.ts';
import { formNamed, onSubmit } from './forms.ts';
import { canUsePasskeys, getPasskey, type RequestOptions } from './passkeys.ts';
import { clearSummary } from './problems.ts';
import { useField } from './views.ts';

/** A challenge of the service, for a login or a confirmation. */
export interface Challenge {
  challenge: string;
  methods: readonly string[];
  /** Null unless `methods` contains PASSKEY. */
  passkeyOptions: RequestOptions | null;
}

export const challengeFields = 'challenge methods passkeyOptions';

/** One field of ContinueLoginInput or ConfirmIdentityInput. */
export type Proof = Readonly<Record<string, unknown>>;

/** The field of each proof, by ProofMethodName, the preferred proof first. `proof-forms.ts` has the same fields. */
const fields: Readonly<Record<string, string>> = {
  TOTP: 'totp',
  PASSWORD: 'password',
  EMAIL_CODE: 'emailCode',
  RECOVERY_CODE: 'recoveryCode',
};

interface Proofs {
  /**
   * Shows the proofs that the challenge accepts. @returns false if the page offers none of them.
   * @throws PASSKEY_UNSUPPORTED if the challenge accepts only passkeys, and the browser has none.
   */
  offer(challenge: Challenge): boolean;
  focus(): void;
  /** Clears what the user typed. */
  forget(): void;
}

/** Handles the forms that `proofForms` has written. @param send sends the proof with the challenge. */
export function offerProofs(name: string, send: (proof: Proof) => Promise<void>): Proofs {
  const choiceOf = (way: string) => document.querySelector<HTMLElement>(`[data-form="${name}-use-${way}"]`);
  const ways = Object.keys(fields).filter((way) => choiceOf(way) !== null);
  const form = formNamed(name);
  const passkey = document.querySelector(`#${name}-passkey`) as HTMLElement;
  let offered: string[] = [];
  let options: RequestOptions | undefined;

  const select = (way: string | undefined) => {
    form.reset();
    form.hidden = way === undefined;
    for (const each of ways) {
      useField(`${name}-${fields[each]}`, each === way);
      (choiceOf(each) as HTMLElement).hidden = each === way || !offered.includes(each);
    }
  };
  const focus = () => {
    const where = form.hidden ? passkey : form;
    where.querySelector<HTMLElement>('input:enabled:not([readonly]), button[type="submit"]')?.focus();
  };

  onSubmit(name, (values) => {
    const field = ways.map((way) => fields[way] ?? '').find((each) => values[each] !== undefined) ?? '';
    return send({ [field]: values[field] });
  });
  onSubmit(`${name}-passkey`, async () => {
    if (options) await send({ passkey: await getPasskey(options) });
  });
  for (const way of ways) {
    onSubmit(`${name}-use-${way}`, async () => {
      clearSummary();
      select(way);
      focus();
    });
  }
  return {
    offer({ methods, passkeyOptions }) {
      offered = ways.filter((way) => methods.includes(way));
      options = (canUsePasskeys() && passkeyOptions) || undefined;
      passkey.hidden = options === undefined;
      (document.querySelector(`#${name}-only-passkey`) as HTMLElement).hidden = offered.length > 0;
      formNamed(`${name}-passkey`).classList.toggle('plain', offered.length > 0);
      select(offered[0]);
      if (offered.length === 0 && passkeyOptions && !options) throw new Refusal('PASSKEY_UNSUPPORTED');
      return offered.length > 0 || options !== undefined;
    },
    focus,
    forget: () => form.reset(),
  };
}
