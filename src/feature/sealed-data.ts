import type { App } from './context.ts';

/**
 * Secrets that the service has to read again, so it encrypts them with a key derived from SECRET_KEY. Listed in a feature's
 * manifest.
 */
export interface SealedData {
  readonly name: string;
  /** How many secrets the current key does not open. */
  countOutdated(app: App): Promise<number>;
  /** Seals the next secrets that only SECRET_KEY_PREVIOUS opens with the current key. @returns how many; 0 at the end. */
  resealSome(app: App): Promise<number>;
}
