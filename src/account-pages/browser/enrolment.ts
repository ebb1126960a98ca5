import { Refusal } from './ask.ts';
import { formNamed, onSubmit } from './forms.ts';
import { drawQrCode } from './qr-code.ts';
import { say, show } from './views.ts';

/** An authenticator app that is being set up. */
export interface Enrolment {
  secret: string;
  otpauthUri: string;
}

const qrCode = document.querySelector('#qr-code') as SVGSVGElement;
const link = document.querySelector('#otpauth') as HTMLAnchorElement;

let confirm: (code: string) => Promise<void> = async () => undefined;

/** Shows the view with the QR code. @param next sends the first code of the app. @param reason why the app is set up. */
export function askToEnrol(
  { secret, otpauthUri }: Enrolment,
  next: (code: string) => Promise<void>,
  reason: 'choice' | 'replacement' | 'login',
): void {
  confirm = next;
  say('secret', inGroups(secret));
  link.href = otpauthUri;
  // Without the library, users can still type the secret.
  drawQrCode(qrCode, otpauthUri).catch(() => undefined);
  const isLogin = reason === 'login';
  for (const [id, isShown] of [
    ['enrol-required', isLogin],
    ['enrol-replaces', reason === 'replacement'],
    ['enrol-sessions', !isLogin],
    ['enrol-back', !isLogin],
    ['enrol-cancel', isLogin],
  ] as const)
    (document.getElementById(id) as HTMLElement).hidden = !isShown;
  formNamed('enrol').reset();
  show('enrol');
}

export function forgetEnrolment(): void {
  say('secret', '');
  link.href = '#';
  qrCode.querySelector('path')?.removeAttribute('d');
}

export function offerEnrolment(): void {
  onSubmit('enrol', async ({ code = '' }) => {
    try {
      await confirm(code);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'SECOND_FACTOR_INVALID') throw error;
      throw new Refusal('SETUP_CODE_INVALID');
    }
  });

  onSubmit('enrol-cancel', async () => {
    forgetEnrolment();
    show('login');
  });
}

/** Apps ignore the spaces. */
const inGroups = (secret: string) => secret.replace(/(.{4})(?=.)/g, '$1 ');
