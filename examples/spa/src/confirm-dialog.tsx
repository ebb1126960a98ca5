import { AuthError, type ConfirmationChallenge, type IdentityProof } from 'graphql-auth-service-client';
import { confirmWithPasskey } from 'graphql-auth-service-client/passkeys';
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { auth } from './auth.ts';
import { type Question, useQuestion } from './confirmation.ts';
import { asProblem } from './problem.ts';
import { proofFields } from './two-step/proof-fields.ts';
import { ProofForm } from './two-step/proof-form.tsx';

/** Rendered once, by the app. Operations that need a confirmation wait while it is open. */
export function ConfirmDialog() {
  const question = useQuestion();
  return question ? <OpenDialog close={question.close} /> : null;
}

function OpenDialog({ close }: Question) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing it returns the focus to where it was.
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      aria-labelledby={`${id}-title`}
      aria-describedby={`${id}-text`}
      onClose={() => dialog.current?.open || close()}
    >
      <h2 id={`${id}-title`}>Is it still you?</h2>
      <p id={`${id}-text`}>Confirm your identity to continue. Nothing that you have entered is lost.</p>
      <ChallengeForm />
      <button type="button" className="plain" onClick={close}>
        Cancel
      </button>
    </dialog>
  );
}

/** Asks for a proof that the service accepts. A success closes the dialog in every tab. */
function ChallengeForm() {
  const [challenge, setChallenge] = useState<ConfirmationChallenge>();
  const [news, setNews] = useState('');
  const isStarted = useRef(false);

  const start = useCallback(async (what: string) => {
    setNews('');
    try {
      setChallenge(await auth.startConfirmation());
      // Not before the new form, since users would type into the old one.
      setNews(what);
    } catch (error) {
      setChallenge(undefined);
      setNews(asProblem(error).message);
    }
  }, []);
  useEffect(() => {
    // StrictMode runs effects twice, but each start may send a mail.
    if (!isStarted.current) void start('');
    isStarted.current = true;
  }, [start]);

  const confirm = async (send: () => Promise<unknown>) => {
    setNews('');
    try {
      await send();
    } catch (error) {
      if (!(error instanceof AuthError) || error.code !== 'CHALLENGE_INVALID') throw error;
      await start('That took too long, or there were too many tries. Please try again.');
    }
  };

  return (
    <>
      <p role="status">{news}</p>
      {challenge ? (
        // A new challenge needs a new form.
        <ProofForm
          key={challenge.challenge}
          methods={challenge.methods}
          submit="Confirm"
          onText={(method, text) => confirm(() => auth.confirmIdentity(proofOf(challenge, method, text)))}
          onPasskey={() => confirm(() => confirmWithPasskey(auth, challenge))}
        />
      ) : (
        news && (
          <button type="button" onClick={() => start('')}>
            Try again
          </button>
        )
      )}
      {challenge?.methods.includes('EMAIL_CODE') && (
        <button type="button" className="plain" onClick={() => start('A new mail is on its way.')}>
          Send a new code
        </button>
      )}
    </>
  );
}

function proofOf({ challenge }: ConfirmationChallenge, method: string, text: string): IdentityProof {
  return { challenge, [proofFields[method]?.name ?? method]: text } as unknown as IdentityProof;
}
