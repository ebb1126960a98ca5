import type { ConfirmationNeed } from 'graphql-auth-service-client';
import { useSyncExternalStore } from 'react';

/** A confirmation that the dialog waits for. */
export interface Question {
  /** Closes the dialog. Operations fail unless the user has confirmed by then. */
  close: () => void;
}

let question: Question | undefined;
const listeners = new Set<() => void>();

function show(next: Question | undefined): void {
  question = next;
  for (const listener of listeners) listener();
}

/** Opens the dialog. @returns a promise that resolves when the dialog closes. */
export function askForConfirmation({ signal }: ConfirmationNeed): Promise<void> {
  return new Promise((resolve) => {
    const opened: Question = {
      close: () => {
        if (question === opened) show(undefined);
        resolve();
      },
    };
    signal.addEventListener('abort', opened.close);
    show(opened);
  });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useQuestion(): Question | undefined {
  return useSyncExternalStore(subscribe, () => question);
}
