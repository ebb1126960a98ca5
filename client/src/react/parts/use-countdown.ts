import { useEffect, useState } from 'react';

/** @returns the whole seconds left until then, or 0 if it has passed. */
export function useCountdown(time: number): number {
  const [, setTicks] = useState(0);
  useEffect(() => {
    if (time <= Date.now()) return;
    const timer = setInterval(() => {
      if (time <= Date.now()) clearInterval(timer);
      setTicks((count) => count + 1);
    }, 250);
    return () => clearInterval(timer);
  }, [time]);
  return time === 0 ? 0 : Math.max(0, Math.ceil((time - Date.now()) / 1_000));
}
