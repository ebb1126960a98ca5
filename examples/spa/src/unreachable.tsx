import { Heading } from './heading.tsx';

/** Shown instead of a form, since the session is probably still open. */
export function Unreachable({ onRetry }: { onRetry: () => void }) {
  return (
    <>
      <Heading>Reconnecting…</Heading>
      <p>The service is unreachable. This page tries again every few seconds.</p>
      <button type="button" onClick={onRetry}>
        Try now
      </button>
    </>
  );
}
