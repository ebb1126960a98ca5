import { browserSupportsWebAuthn, WebAuthnAbortService } from '@simplewebauthn/browser';
import { PasskeyError, passkeyErrorFrom } from './passkey-error.ts';

/** What the browser does now. A browser rejects a second ceremony with "A request is already pending". */
let running: Promise<unknown> | undefined;

let dialogs = 0;
const waiting = new Set<() => void>();

/** Whether no dialog is open or about to open. */
export function isFree(): boolean {
  return dialogs === 0;
}

/** Resolves when the last dialog has closed. */
export async function whenFree(): Promise<void> {
  while (!isFree()) await new Promise<void>((resolve) => waiting.add(resolve));
}

/** Keeps the autofill of passkeys from taking the place of a dialog. */
export async function withDialog<Result>(work: () => Promise<Result>): Promise<Result> {
  if (!browserSupportsWebAuthn()) throw new PasskeyError('PASSKEY_NOT_SUPPORTED');
  dialogs += 1;
  try {
    return await work();
  } finally {
    dialogs -= 1;
    if (isFree()) for (const resolve of [...waiting]) resolve();
    waiting.clear();
  }
}

interface PerformOptions {
  signal?: AbortSignal | undefined;
  /** In milliseconds, from the service's options. */
  timeout?: number | undefined;
}

/** Ends the ceremony that is under way, then runs another. @throws PasskeyError */
export async function perform<Result>(
  run: () => Promise<Result>,
  { signal, timeout = Number.POSITIVE_INFINITY }: PerformOptions,
): Promise<Result> {
  await end(running);
  if (signal?.aborted) throw new PasskeyError('PASSKEY_CANCELLED');
  const startedAt = Date.now();
  const mine = run();
  running = mine;
  let stop: () => void = () => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => void end(mine).then(() => reject(new PasskeyError('PASSKEY_CANCELLED')));
  });
  signal?.addEventListener('abort', stop);
  try {
    return await Promise.race([mine, stopped]);
  } catch (error) {
    if (error instanceof PasskeyError) throw error;
    throw passkeyErrorFrom(error, Date.now() - startedAt >= timeout);
  } finally {
    signal?.removeEventListener('abort', stop);
    if (running === mine) running = undefined;
  }
}

const interval = 50;

/** Aborts the ceremony until it has ended, since the library cannot abort one that it is still preparing. */
async function end(ceremony: Promise<unknown> | undefined): Promise<void> {
  for (let tries = 0; ceremony && running === ceremony && tries < 20; tries += 1) {
    WebAuthnAbortService.cancelCeremony();
    const ended = ceremony.then(
      () => true,
      () => true,
    );
    if (await Promise.race([ended, pause()])) return;
  }
}

function pause(): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), interval));
}
