import { useEffect, useRef } from 'react';

const pauseMilliseconds = 3_000;

/** Retries a failing attempt every few seconds, and as soon as the network returns. */
export function useRetry(isFailing: boolean, attempt: () => unknown): void {
  const latest = useRef(attempt);
  useEffect(() => {
    latest.current = attempt;
  });
  useEffect(() => {
    if (!isFailing) return;
    const retry = () => void latest.current();
    const timer = setInterval(retry, pauseMilliseconds);
    window.addEventListener('online', retry);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', retry);
    };
  }, [isFailing]);
}
