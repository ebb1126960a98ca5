import { Heading } from '../heading.tsx';
import { useAttempt } from '../use-attempt.ts';
import { RecoveryCodesOffer } from './recovery-codes-offer.tsx';

interface Props {
  /** Undefined while it loads. */
  factors: { totp: boolean; passkeys: number; recoveryCodesLeft: number } | null | undefined;
  hasFailed: boolean;
  onSetUp: () => Promise<unknown>;
  onRenewCodes: () => Promise<unknown>;
  onRemove: () => void;
}

export function TwoStepOverview({ factors, hasFailed, onSetUp, onRenewCodes, onRemove }: Props) {
  const { problem, isBusy, attempt } = useAttempt();
  const hasFactor = factors != null && (factors.totp || factors.passkeys > 0);
  return (
    <>
      <Heading>Two-step login</Heading>
      {factors?.totp === false && (
        <>
          <p>
            A login then asks for your password and for a code from an app on your phone. A person who learns
            your password still cannot log in.
          </p>
          <button type="button" aria-disabled={isBusy} onClick={() => attempt(onSetUp)}>
            Set up an authenticator app
          </button>
        </>
      )}
      {hasFactor && (
        <>
          <dl>
            <dt>Authenticator app</dt>
            <dd>{factors.totp ? 'On' : 'Off'}</dd>
            <dt>Recovery codes left</dt>
            <dd>{factors.recoveryCodesLeft}</dd>
          </dl>
          {factors.recoveryCodesLeft === 0 ? (
            <RecoveryCodesOffer onGet={onRenewCodes} />
          ) : (
            <button type="button" aria-disabled={isBusy} onClick={() => attempt(onRenewCodes)}>
              Get new recovery codes
            </button>
          )}
        </>
      )}
      {factors?.totp && (
        <>
          <button type="button" className="plain" aria-disabled={isBusy} onClick={() => attempt(onSetUp)}>
            Replace the authenticator app
          </button>
          <button type="button" className="plain" onClick={onRemove}>
            Turn off two-step login
          </button>
        </>
      )}
      <p role="alert">{problem || (hasFailed && 'The settings cannot be loaded.')}</p>
    </>
  );
}
