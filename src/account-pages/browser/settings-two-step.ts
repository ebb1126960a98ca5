import { Refusal } from './ask.ts';
import { askConfirmed } from './confirmation.ts';
import { askToEnrol, type Enrolment, forgetEnrolment, offerEnrolment } from './enrolment.ts';
import { formNamed, onSubmit } from './forms.ts';
import { askSignedIn, keep } from './own-session.ts';
import { forgetRecoveryCodes, offerRecoveryCodes, showRecoveryCodes } from './recovery-codes.ts';
import { type Tokens, tokenFields } from './sessions.ts';
import { definePart } from './settings-part.ts';
import { settingsTexts as texts } from './settings-texts.ts';
import { returnToAccount } from './settings-views.ts';
import { say } from './views.ts';

const startDocument = 'mutation { startTotp { secret otpauthUri } }';
const confirmDocument = `mutation ($input: ConfirmTotpInput!) {
  confirmTotp(input: $input) { recoveryCodes tokens { ${tokenFields} } }
}`;
const removeDocument = `mutation { removeTotp { ${tokenFields} } }`;
const codesDocument = 'mutation { newRecoveryCodes { recoveryCodes } }';

interface Me {
  secondFactors: { totp: boolean; passkeys: number; recoveryCodesLeft: number };
}

/** The authenticator app and the recovery codes. */
export const twoStepPart = definePart<Me>({
  fields: 'secondFactors { totp passkeys recoveryCodesLeft }',
  places: ['remove-totp'],
  offer,
  show: showState,
});

function showState({ secondFactors: { totp, passkeys, recoveryCodesLeft } }: Me): void {
  forgetEnrolment();
  forgetRecoveryCodes();
  const hasFactor = totp || passkeys > 0;
  const without = passkeys > 0 ? texts.twoStepPasskeys : texts.twoStepOff;
  say('two-step', totp ? texts.twoStepOn : without);
  say('codes-left', texts.codesLeft.replace('{count}', String(recoveryCodesLeft)));
  formNamed('totp-start').hidden = totp;
  formNamed('totp-replace').hidden = !totp;
  for (const [id, isShown] of [
    ['no-recovery', hasFactor && recoveryCodesLeft === 0],
    ['recovery', hasFactor && recoveryCodesLeft > 0],
    ['totp-remove', totp],
  ] as const)
    (document.getElementById(id) as HTMLElement).hidden = !isShown;
}

function offer(): void {
  offerEnrolment();
  offerRecoveryCodes();
  onSubmit('totp-start', () => start('choice'));
  onSubmit('totp-replace', () => start('replacement'));
  onSubmit('codes-first', () => renewCodes(texts.codesFirst));
  onSubmit('codes-new', () => renewCodes(texts.codesStored));

  onSubmit('totp-remove', async () => {
    keep(await askConfirmed<Tokens>(removeDocument));
    await returnToAccount(texts.totpRemoved);
  });
}

async function renewCodes(notice: string): Promise<void> {
  const { recoveryCodes } = await askConfirmed<{ recoveryCodes: string[] }>(codesDocument);
  showRecoveryCodes(recoveryCodes, () => returnToAccount(notice));
}

async function start(reason: 'choice' | 'replacement'): Promise<void> {
  const enrolment = await askConfirmed<Enrolment>(startDocument);
  // Otherwise the link back to the account would change nothing.
  history.replaceState(null, '', location.pathname + location.search);
  askToEnrol(enrolment, confirm, reason);
}

async function confirm(code: string): Promise<void> {
  try {
    const confirmed = await askSignedIn<{ recoveryCodes: string[]; tokens: Tokens }>(confirmDocument, {
      code,
    });
    keep(confirmed.tokens);
    forgetEnrolment();
    showRecoveryCodes(confirmed.recoveryCodes, () => returnToAccount(texts.totpAdded));
  } catch (error) {
    if (error instanceof Refusal && error.code === 'ENROLMENT_INVALID') await returnToAccount('');
    throw error;
  }
}
