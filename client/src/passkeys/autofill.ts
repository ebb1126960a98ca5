import { browserSupportsWebAuthnAutofill, startAuthentication } from '@simplewebauthn/browser';
import type { AuthCore } from '../core/auth-core.ts';
import type { LoginStep } from '../login/login-step.ts';
import { isFree, perform, whenFree } from './ceremony.ts';
import { finishLogin, startLogin } from './log-in.ts';

export interface AutofillOptions {
  /** Called once, when the user has chosen a passkey and the service has accepted it. */
  onStep(step: LoginStep): unknown;
  /**
   * Called when the service has rejected a passkey that the user chose, with an `AuthError`, or has not answered, with `fetch`'s
   * error. Never with a `PasskeyError`. The browser goes on offering passkeys.
   */
  onProblem?(error: unknown): unknown;
}

/** In milliseconds. A browser that gives up faster than a user can answer would do so again. */
const hasty = 1_000;

/**
 * Offers passkeys in the autofill of an input whose `autocomplete` ends in `webauthn`. Gives way to every dialog for a passkey,
 * and returns after it. Does nothing in browsers without this feature.
 *
 * @returns a function that stops it. Call it when the form is unmounted.
 */
export function autofill(auth: AuthCore, options: AutofillOptions): () => void {
  const stopping = new AbortController();
  void offer(auth, options, stopping.signal);
  return () => stopping.abort();
}

async function offer(
  auth: AuthCore,
  { onStep, onProblem }: AutofillOptions,
  signal: AbortSignal,
): Promise<void> {
  if (!(await browserSupportsWebAuthnAutofill())) return;
  while (!signal.aborted) {
    await whenFree();
    await whenVisible(signal);
    let chosen: () => Promise<LoginStep>;
    const startedAt = Date.now();
    try {
      chosen = await choose(auth, signal);
    } catch {
      if (isFree() && Date.now() - startedAt < hasty) return;
      continue;
    }
    try {
      return void onStep(await chosen());
    } catch (error) {
      if (!signal.aborted) onProblem?.(error);
    }
  }
}

/** Waits until the user has chosen a passkey. @returns a function that logs in with it. */
async function choose(auth: AuthCore, signal: AbortSignal): Promise<() => Promise<LoginStep>> {
  const ceremony = await startLogin(auth);
  const expiring = new AbortController();
  const stop = () => expiring.abort();
  // The service would reject a passkey that the user chooses later.
  const timer = setTimeout(stop, ceremony.expiresIn * 900);
  signal.addEventListener('abort', stop);
  if (signal.aborted || !isFree()) stop();
  try {
    const credential = await perform(
      () => startAuthentication({ optionsJSON: ceremony.options, useBrowserAutofill: true }),
      { signal: expiring.signal },
    );
    return () => finishLogin(auth, ceremony, credential, signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** A login page that stays open in a tab in the background needs no new challenges. */
function whenVisible(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (document.hidden && !signal.aborted) return;
      document.removeEventListener('visibilitychange', check);
      resolve();
    };
    document.addEventListener('visibilitychange', check);
    signal.addEventListener('abort', check);
    check();
  });
}
