import { useCallback, useEffect, useRef, useState } from 'react';
import {
  confirmIdentity,
  type IdentityProof,
  startConfirmation,
} from '../../confirmation/confirm-identity.ts';
import type { ConfirmationChallenge } from '../../confirmation/confirmation-challenge.ts';
import { hasCode } from '../../core/auth-error.ts';
import { Dialog } from '../parts/dialog.tsx';
import { problemOf } from '../problem.ts';
import { useAllAuth, withLaterTexts } from '../texts/later.tsx';
import { ProofForm } from './proof-form.tsx';

/** Asks the user to confirm their identity. A success closes the dialog in every tab, and the operation goes on. */
export const ConfirmIdentity = withLaterTexts(function ConfirmIdentity({ close }: { close: () => void }) {
  const { client, texts, locale } = useAllAuth();
  const [challenge, setChallenge] = useState<ConfirmationChallenge>();
  const [news, setNews] = useState('');
  const isStarted = useRef(false);

  const start = useCallback(
    async (what: string) => {
      setNews('');
      try {
        setChallenge(await startConfirmation(client));
        // Not before the new form, since users would type into the old one.
        setNews(what);
      } catch (error) {
        setChallenge(undefined);
        setNews(
          problemOf(error, texts, locale)
            .items.map(({ message }) => message)
            .join(' '),
        );
      }
    },
    [client, texts, locale],
  );
  useEffect(() => {
    // StrictMode runs effects twice, but each start may send a mail.
    if (!isStarted.current) void start('');
    isStarted.current = true;
  }, [start]);

  const confirm = async (send: (current: ConfirmationChallenge) => Promise<unknown>, byMail: boolean) => {
    if (!challenge) return;
    try {
      await send(challenge);
    } catch (error) {
      if (!hasCode(error, 'CHALLENGE_INVALID')) throw error;
      await start(byMail ? texts.codes.CODE_REPLACED : texts.steps.tooLong);
    }
  };
  const { confirmation, mailCode, session } = texts;
  return (
    <Dialog title={confirmation.title} onClose={close}>
      <p role="status">{news || (challenge ? '' : session.loading)}</p>
      {challenge ? (
        <ProofForm
          key={challenge.challenge}
          methods={challenge.methods}
          submit={confirmation.submit}
          autoFocus
          onProof={(proof, method) =>
            confirm(
              (current) =>
                confirmIdentity(client, {
                  challenge: current.challenge,
                  ...proof,
                } as unknown as IdentityProof),
              method === 'EMAIL_CODE',
            )
          }
          onPasskey={async () => {
            const { confirmWithPasskey } = await import('../../passkeys.ts');
            await confirm((current) => confirmWithPasskey(client, current), false);
          }}
        />
      ) : (
        news && (
          <button type="button" onClick={() => void start('')}>
            {session.retry}
          </button>
        )
      )}
      {challenge?.methods.includes('EMAIL_CODE') && (
        <button type="button" className="link" onClick={() => void start(texts.mailedSignup.resent)}>
          {mailCode.resend}
        </button>
      )}
      <button type="button" className="link" onClick={close}>
        {confirmation.cancel}
      </button>
    </Dialog>
  );
});
