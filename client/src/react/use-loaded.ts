import { useCallback, useEffect, useRef, useState } from 'react';
import { sendAsUser } from '../core/send-as-user.ts';
import { useAuth } from './context.ts';

interface Loaded<Data> {
  /** Undefined until the first response. */
  data: Data | undefined;
  /** Why the last request failed. What was loaded before stays. */
  error: unknown;
  reload: () => Promise<void>;
}

/**
 * Loads the root field of a query of the logged-in user, and again when the user returns to the page, since another tab may
 * have changed it. Use it in a component with the user's id as its key, so that no other user sees the data.
 */
export function useLoaded<Data>(document: string): Loaded<Data> {
  const { client } = useAuth();
  const [data, setData] = useState<Data>();
  const [error, setError] = useState<unknown>();
  const latest = useRef(0);

  const reload = useCallback(async () => {
    latest.current += 1;
    const mine = latest.current;
    try {
      const found = await sendAsUser<Data>(client, document);
      if (mine !== latest.current) return;
      setData(found);
      setError(undefined);
    } catch (problem) {
      if (mine === latest.current) setError(problem);
    }
  }, [client, document]);
  useEffect(() => {
    void reload();
    const look = () => void reload();
    window.addEventListener('focus', look);
    window.addEventListener('online', look);
    return () => {
      latest.current += 1;
      window.removeEventListener('focus', look);
      window.removeEventListener('online', look);
    };
  }, [reload]);
  return { data, error, reload };
}
