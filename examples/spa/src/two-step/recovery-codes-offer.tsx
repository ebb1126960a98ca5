import { useAttempt } from '../use-attempt.ts';

/** For users who have an authenticator app or a passkey, but nothing to replace it with. */
export function RecoveryCodesOffer({ onGet }: { onGet: () => Promise<unknown> }) {
  const { problem, isBusy, attempt } = useAttempt();
  return (
    <section className="offer" aria-label="Recovery codes">
      <p>You have no recovery codes. A recovery code replaces a lost authenticator app or passkey, once.</p>
      <button type="button" aria-disabled={isBusy} onClick={() => attempt(onGet)}>
        Get recovery codes
      </button>
      <p role="alert">{problem}</p>
    </section>
  );
}
