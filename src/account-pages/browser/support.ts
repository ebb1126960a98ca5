import { texts } from './page-texts.ts';

/** Errors whose texts send the user to the operator, besides those without their own text. */
const codes = ['OTHER', 'MAIL_NOT_CONFIGURED', 'PASSKEY_ELSEWHERE', 'SECOND_FACTOR_UNAVAILABLE'];

/** The footer's link to the operator, as an item for a list of problems. Empty if the operator has named no email. */
export function supportFor(code: string): Element[] {
  const link = document.querySelector('#support')?.cloneNode(true);
  if (!(link instanceof Element) || (code in texts.codes && !codes.includes(code))) return [];
  link.removeAttribute('id');
  const item = document.createElement('li');
  item.append(link);
  return [item];
}
