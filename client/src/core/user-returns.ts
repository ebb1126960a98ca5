/** In milliseconds, between two calls. */
const pause = 60_000;

/**
 * Calls `wake` when the user returns to the page, or the network to the device; at most once a minute, and only in tabs that
 * the user can see. React Native has neither events nor pages.
 *
 * @returns a controller that stops this.
 */
export function whenUserReturns(wake: () => void): AbortController {
  const stop = new AbortController();
  let last = 0;
  const look = () => {
    if (globalThis.document?.hidden || globalThis.navigator?.onLine === false || Date.now() < last + pause)
      return;
    last = Date.now();
    wake();
  };
  for (const event of ['focus', 'online', 'visibilitychange'])
    globalThis.addEventListener?.(event, look, stop);
  return stop;
}
