import { Refusal } from './ask.ts';
import { onSubmit } from './forms.ts';
import { askSignedIn, isUnauthenticated, keep } from './own-session.ts';
import { clearSummary } from './problems.ts';
import { type Challenge, challengeFields, offerProofs, type Proof } from './proofs.ts';
import { type Tokens, tokenFields } from './sessions.ts';

const startDocument = `mutation { startConfirmation { ${challengeFields} } }`;
const confirmDocument = `mutation ($input: ConfirmIdentityInput!) { confirmIdentity(input: $input) { ${tokenFields} } }`;

const dialog = document.querySelector('#confirmation') as HTMLDialogElement;
let challenge: Challenge;
let finish: (outcome: 'confirmed' | Refusal | undefined) => void;

/** Sends an operation. If it needs a recent proof of identity, asks for the proof in a dialog, then sends it again. */
export async function askConfirmed<Result>(document: string, input?: object): Promise<Result> {
  try {
    return await askSignedIn<Result>(document, input);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'REAUTHENTICATION_REQUIRED') throw error;
    await confirm(error);
  }
  return askSignedIn<Result>(document, input);
}

/**
 * @throws the operation's error if the user closes the dialog; LOGIN_TOO_OLD if the page supports no proof of the account.
 */
async function confirm(refusal: Refusal): Promise<void> {
  challenge = await askSignedIn<Challenge>(startDocument);
  if (!proofs.offer(challenge)) throw new Refusal('LOGIN_TOO_OLD');
  clearSummary();
  dialog.showModal();
  proofs.focus();
  const outcome = await new Promise<'confirmed' | Refusal | undefined>((resolve) => {
    finish = resolve;
  });
  dialog.close();
  proofs.forget();
  if (outcome !== 'confirmed') throw outcome ?? refusal;
}

dialog.addEventListener('close', () => finish(undefined));
onSubmit('confirm-cancel', async () => dialog.close());

const proofs = offerProofs('confirm', async (proof) => {
  try {
    keep(await prove(proof));
    finish('confirmed');
  } catch (error) {
    if (isUnauthenticated(error)) finish(error);
    else throw error;
  }
});

/** Replaces a challenge that has ended. A mailed code or a passkey answers only the challenge that it was made for. */
async function prove(proof: Proof): Promise<Tokens> {
  try {
    return await send(proof);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'CHALLENGE_INVALID') throw error;
  }
  challenge = await askSignedIn<Challenge>(startDocument);
  if ('emailCode' in proof) throw new Refusal('CODE_REPLACED');
  if ('passkey' in proof) {
    proofs.offer(challenge);
    throw new Refusal('PASSKEY_INVALID');
  }
  return send(proof);
}

const send = (proof: Proof) =>
  askSignedIn<Tokens>(confirmDocument, { challenge: challenge.challenge, ...proof });
