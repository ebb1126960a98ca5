import { Refusal } from './ask.ts';
import { onSubmit } from './forms.ts';
import { type Challenge, offerProofs } from './proofs.ts';
import { continueLogin, type LoginStep } from './sessions.ts';
import { show } from './views.ts';

/**
 * Handles the view for the second factor of a login.
 * @param proceed goes on with the step after it. @returns a function that shows the view.
 */
export function offerSecondStep(proceed: (step: LoginStep) => Promise<void>): (challenge: Challenge) => void {
  let current: Challenge = { challenge: '', methods: [], passkeyOptions: null };
  const proofs = offerProofs('second-step', async (proof) => {
    await proceed(await continueOrRestart(current.challenge, proof));
  });
  onSubmit('second-step-cancel', async () => show('login'));
  return (challenge) => {
    current = challenge;
    if (!proofs.offer(challenge)) throw new Refusal('FURTHER_PROOF_REQUIRED');
    show('second-step');
    proofs.focus();
  };
}

/** Shows the login if the challenge has ended. */
export async function continueOrRestart(challenge: string, proof: object): Promise<LoginStep> {
  try {
    return await continueLogin(challenge, proof);
  } catch (error) {
    if (error instanceof Refusal && error.code === 'CHALLENGE_INVALID') show('login');
    throw error;
  }
}
