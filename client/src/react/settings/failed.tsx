import { problemOf } from '../problem.ts';
import { useAllAuth } from '../texts/later.tsx';

/** Says why the settings could not be loaded. */
export function Failed({ error, onRetry }: { error: unknown; onRetry: () => Promise<unknown> }) {
  const { texts, locale } = useAllAuth();
  const { items } = problemOf(error, texts, locale);
  return (
    <>
      <p className="problem" role="alert">
        {items.map(({ message }) => message).join(' ')}
      </p>
      <button type="button" onClick={() => void onRetry()}>
        {texts.session.retry}
      </button>
    </>
  );
}
