import { Refusal } from './ask.ts';
import { onSubmit } from './forms.ts';
import { askSignedIn, isUnauthenticated, keep } from './own-session.ts';
import { clearSummary } from './problems.ts';
import { type Tokens, tokenFields } from './sessions.ts';
import { useField } from './views.ts';

const startDocument = 'mutation { startConfirmation { challenge methods } }';
const confirmDocument = `mutation ($input: ConfirmIdentityInput!) { confirmIdentity(input: $input) { ${tokenFields} } }`;

interface Challenge {
  challenge: string;
  methods: readonly string[];
}

const dialog = document.querySelector('#confirmation') as HTMLDialogElement;
const form = dialog.querySelector('form') as HTMLFormElement;

/** The fields of the form, by the methods of a challenge. */
const fields: Readonly<Record<string, string>> = { PASSWORD: 'password', EMAIL_CODE: 'code' };

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
  const method = Object.keys(fields).find((each) => challenge.methods.includes(each));
  if (method === undefined) throw new Refusal('LOGIN_TOO_OLD');
  for (const each of Object.keys(fields)) useField(`confirm-${fields[each]}`, each === method);
  clearSummary();
  form.reset();
  dialog.showModal();
  dialog.querySelector<HTMLInputElement>('input:enabled:not([readonly])')?.focus();
  const outcome = await new Promise<'confirmed' | Refusal | undefined>((resolve) => {
    finish = resolve;
  });
  dialog.close();
  form.reset();
  if (outcome !== 'confirmed') throw outcome ?? refusal;
}

dialog.addEventListener('close', () => finish(undefined));
onSubmit('confirm-cancel', async () => dialog.close());

onSubmit('confirm', async ({ password, code }) => {
  const proof = password === undefined ? { emailCode: code } : { password };
  try {
    keep(await prove(proof));
    finish('confirmed');
  } catch (error) {
    if (isUnauthenticated(error)) finish(error);
    else throw error;
  }
});

/** Replaces a challenge that has ended. A password answers the new challenge too, but its mail contains a new code. */
async function prove(proof: object): Promise<Tokens> {
  try {
    return await send(proof);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'CHALLENGE_INVALID') throw error;
  }
  challenge = await askSignedIn<Challenge>(startDocument);
  if ('password' in proof) return send(proof);
  throw new Refusal('CODE_REPLACED');
}

const send = (proof: object) =>
  askSignedIn<Tokens>(confirmDocument, { challenge: challenge.challenge, ...proof });
