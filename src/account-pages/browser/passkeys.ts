import { Refusal } from './ask.ts';

/** The challenge in the options works only for this page's domain. */
export type RequestOptions = PublicKeyCredentialRequestOptionsJSON;
export type CreationOptions = PublicKeyCredentialCreationOptionsJSON;

/** What the browser's exceptions mean. Cancelling, expiring and finding no passkey look alike, by design. */
const codes: Readonly<Record<string, string>> = {
  NotAllowedError: 'PASSKEY_CANCELLED',
  AbortError: 'PASSKEY_CANCELLED',
  InvalidStateError: 'PASSKEY_EXISTS',
  SecurityError: 'PASSKEY_ELSEWHERE',
  ConstraintError: 'PASSKEY_UNSUPPORTED',
  NotSupportedError: 'PASSKEY_UNSUPPORTED',
};

let pending: { abort: () => void; end: Promise<unknown> } | undefined;

/** Chrome 129, Firefox 119 and Safari 18.4 are the first with all functions that this page needs. */
export function canUsePasskeys(): boolean {
  return (
    typeof globalThis.PublicKeyCredential?.parseRequestOptionsFromJSON === 'function' &&
    !isIpAddress.test(location.hostname)
  );
}

/** No browser binds a passkey to an IP address. */
const isIpAddress = /^[\d.]+$|^\[/;

/** Whether the browser can offer passkeys among the suggestions for a field. */
export async function canSuggestPasskeys(): Promise<boolean> {
  return canUsePasskeys() && (await PublicKeyCredential.isConditionalMediationAvailable?.()) === true;
}

/** Whether this page belongs to the domain of the passkeys. */
export function isOwnDomain(rpId: string | undefined): boolean {
  return location.hostname === rpId || location.hostname.endsWith(`.${rpId}`);
}

/** @returns an AuthenticationResponseJSON. @throws Refusal */
export async function getPasskey(options: RequestOptions, mediation?: 'conditional'): Promise<object> {
  // Suggestions must not end a request that the user has made.
  if (mediation && pending) throw new Refusal('PASSKEY_CANCELLED');
  return request((signal) =>
    navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
      signal,
      ...(mediation && { mediation }),
    }),
  );
}

/** @returns a RegistrationResponseJSON. @throws Refusal */
export function createPasskey(options: CreationOptions): Promise<object> {
  return request((signal) =>
    navigator.credentials.create({
      publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
      signal,
    }),
  );
}

/** Browsers reject a request while another one waits, for example for a choice among the suggestions. */
async function request(ask: (signal: AbortSignal) => Promise<Credential | null>): Promise<object> {
  if (!canUsePasskeys()) throw new Refusal('PASSKEY_UNSUPPORTED');
  await endPasskeyRequest();
  const controller = new AbortController();
  const answer = ask(controller.signal);
  const own = { abort: () => controller.abort(), end: answer.catch(() => undefined) };
  pending = own;
  try {
    return asJson(await answer);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw new Refusal(codes[(error as Error).name] ?? 'PASSKEY_CANCELLED');
  } finally {
    if (pending === own) pending = undefined;
  }
}

export async function endPasskeyRequest(): Promise<void> {
  const { abort, end } = pending ?? {};
  abort?.();
  await end;
}

/** Some password managers replace the browser's function by one whose result has no `toJSON`. */
function asJson(credential: Credential | null): object {
  if (credential && 'toJSON' in credential && typeof credential.toJSON === 'function')
    return credential.toJSON() as object;
  throw new Refusal('PASSKEY_UNSUPPORTED');
}
