import { useRef, useState } from 'react';
import { asProblem } from './problem.ts';

interface Attempts {
  /** What went wrong the last time, or an empty text. */
  problem: string;
  isBusy: boolean;
  /** Runs an action. Does nothing while another one runs. */
  attempt: (action: () => Promise<unknown>) => Promise<void>;
  fail: (error: unknown) => void;
}

/** For buttons outside of forms. */
export function useAttempt(): Attempts {
  const [problem, setProblem] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const isRunning = useRef(false);

  const fail = (error: unknown) => setProblem(asProblem(error).message);
  const attempt = async (action: () => Promise<unknown>) => {
    if (isRunning.current) return;
    isRunning.current = true;
    setIsBusy(true);
    setProblem('');
    try {
      await action();
    } catch (error) {
      fail(error);
    } finally {
      isRunning.current = false;
      setIsBusy(false);
    }
  };
  return { problem, isBusy, attempt, fail };
}
