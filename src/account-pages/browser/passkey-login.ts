import { ask, Refusal } from './ask.ts';
import { formNamed, onSubmit } from './forms.ts';
import { signalUnknown } from './passkey-signals.ts';
import {
  canSuggestPasskeys,
  canUsePasskeys,
  endPasskeyRequest,
  getPasskey,
  isOwnDomain,
  type RequestOptions,
} from './passkeys.ts';
import { showProblems } from './problems.ts';
import { type LoginStep, loginStep } from './sessions.ts';

const startDocument = 'mutation { startPasskeyLogin { ceremony options expiresIn } }';
const finishDocument = `mutation ($input: FinishPasskeyLoginInput!) { finishPasskeyLogin(input: $input) { ${loginStep} } }`;

interface Ceremony {
  ceremony: string;
  options: RequestOptions;
  expiresIn: number;
}

/** Seconds that a user needs to find a security key and to type its PIN. */
const leastTime = 60;

let current: (Ceremony & { endsAt: number }) | undefined;
let isSuggesting = false;

/** Handles the button for passkeys, and lets the browser suggest them in the field for the username. */
export function offerPasskeyLogin(proceed: (step: LoginStep) => Promise<void>): void {
  onSubmit('passkey-login', async () => {
    const ceremony = await start();
    await proceed(await finish(ceremony, await getPasskey(ceremony.options)));
  });

  const suggest = async () => {
    const chosen = await waitForChoice();
    if (chosen) await proceed(await finish(...chosen));
  };
  // Users come back to this form from other views, and after the suggestions have expired.
  formNamed('login').addEventListener('focusin', () => {
    suggest().catch((error: unknown) => showProblems(formNamed('passkey-login'), error));
  });
}

/** @returns undefined if no passkey was chosen. No failure concerns a user who has not asked for passkeys. */
async function waitForChoice(): Promise<[Ceremony, object] | undefined> {
  if (isSuggesting || !canUsePasskeys()) return undefined;
  isSuggesting = true;
  try {
    const ceremony = await start();
    if (!isOwnDomain(ceremony.options.rpId)) return undefined;
    (document.querySelector('#passkey-login') as HTMLElement).hidden = false;
    return (await canSuggestPasskeys()) ? [ceremony, await suggested(ceremony)] : undefined;
  } catch {
    return undefined;
  } finally {
    isSuggesting = false;
  }
}

async function suggested({ options, endsAt }: Ceremony & { endsAt: number }): Promise<object> {
  const timer = setTimeout(endPasskeyRequest, endsAt - Date.now());
  try {
    return await getPasskey(options, 'conditional');
  } finally {
    clearTimeout(timer);
  }
}

/** The button uses the ceremony that the suggestions have begun. */
async function start(): Promise<Ceremony & { endsAt: number }> {
  if (current && Date.now() < current.endsAt) return current;
  const ceremony = await ask<Ceremony>(startDocument);
  current = { ...ceremony, endsAt: Date.now() + (ceremony.expiresIn - leastTime) * 1000 };
  return current;
}

async function finish({ ceremony, options }: Ceremony, credential: object): Promise<LoginStep> {
  current = undefined;
  try {
    return await ask<LoginStep>(finishDocument, { ceremony, credential });
  } catch (error) {
    const { credentialId } = error instanceof Refusal ? error.details : {};
    if (credentialId !== undefined) await signalUnknown(options.rpId ?? location.hostname, credentialId);
    throw error;
  }
}

/** The domain of the service's passkeys. */
export async function domainOfPasskeys(): Promise<string> {
  return (await start()).options.rpId ?? location.hostname;
}
