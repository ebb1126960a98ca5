import { AuthError, type ConfirmationChallenge } from 'auth-service-client';
import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'react';
import { auth } from './auth.ts';
import { type Question, useQuestion } from './confirmation.ts';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import { asProblem } from './problem.ts';

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
      <Proof />
      <button type="button" className="plain" onClick={close}>
        Cancel
      </button>
    </dialog>
  );
}

/** Asks for a proof that the service accepts. A success closes the dialog in every tab. */
function Proof() {
  const [challenge, setChallenge] = useState<ConfirmationChallenge>();
  const [news, setNews] = useState('');
  const isStarted = useRef(false);

  const start = useCallback(async (what: string) => {
    setNews(what);
    try {
      setChallenge(await auth.startConfirmation());
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

  const confirm = async (proof: { password: string } | { emailCode: string }) => {
    if (!challenge) return;
    setNews('');
    try {
      await auth.confirmIdentity({ challenge: challenge.challenge, ...proof });
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
        <ProofForm key={challenge.challenge} methods={challenge.methods} onProof={confirm} />
      ) : (
        news && (
          <button type="button" onClick={() => start('')}>
            Try again
          </button>
        )
      )}
      {challenge?.methods.includes('PASSWORD') === false && (
        <button type="button" className="plain" onClick={() => start('A new mail is on its way.')}>
          Send a new code
        </button>
      )}
    </>
  );
}

interface ProofFormProps {
  methods: readonly string[];
  onProof: (proof: { password: string } | { emailCode: string }) => Promise<void>;
}

function ProofForm({ methods, onProof }: ProofFormProps) {
  if (methods.includes('PASSWORD')) {
    return (
      <Form
        submit="Confirm"
        sending="Checking…"
        onSubmit={(values) => onProof({ password: textOf(values, 'password') })}
      >
        {(problem) => (
          <>
            <input
              type="text"
              name="username"
              autoComplete="username"
              value={auth.currentUser?.username ?? ''}
              readOnly
              hidden
            />
            <Field
              label="Your password"
              name="password"
              type="password"
              autoComplete="current-password"
              problem={problem}
            />
          </>
        )}
      </Form>
    );
  }
  if (methods.includes('EMAIL_CODE')) {
    return (
      <Form
        submit="Confirm"
        sending="Checking…"
        onSubmit={(values) => onProof({ emailCode: textOf(values, 'code') })}
      >
        {(problem) => (
          <Field label="Code from the mail" name="code" autoComplete="one-time-code" problem={problem} />
        )}
      </Form>
    );
  }
  return <p>This app cannot confirm it. Log out, and log in again.</p>;
}
