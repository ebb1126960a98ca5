import { ask, Refusal } from './ask.ts';
import { emptyForms, offerToShowPasswords, onSubmit } from './forms.ts';
import { texts } from './page-texts.ts';
import { say, show } from './views.ts';

const resetDocument = `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }`;

/** What proves that the person reads the mail: the token of its link, or the flow of the request for its code. */
export type Proof = { token: string } | { flow: string };

/** Makes the form work that is part of two pages. */
export function offerNewPassword(proof: () => Proof): void {
  offerToShowPasswords();
  onSubmit('reset', async ({ code, newPassword }) => {
    const input = { ...proof(), ...(code !== undefined && { code }), newPassword };
    try {
      await ask(resetDocument, input);
    } catch (error) {
      if (!(error instanceof Refusal) || error.code !== 'LINK_INVALID') throw error;
      showEnded(error.details.reason);
      return;
    }
    forgetFlow();
    show('done');
    emptyForms();
  });
}

export function showEnded(reason = 'INVALID'): void {
  say('ended', texts.ended.reset[reason]);
  show('ended');
}

const key = 'account-reset-flow';

/** Mail programs may open the link in another tab, and some cut its token off. That tab can still ask for the code. */
export function keepFlow(flow: string, expiresIn: number): void {
  try {
    localStorage.setItem(key, JSON.stringify({ flow, endsAt: Date.now() + expiresIn * 1000 }));
  } catch {}
}

/** @returns undefined if this browser has not asked for a mail lately. */
export function keptFlow(): string | undefined {
  try {
    const { flow, endsAt } = JSON.parse(localStorage.getItem(key) ?? '{}');
    return Date.now() < endsAt ? String(flow) : undefined;
  } catch {
    return undefined;
  }
}

function forgetFlow(): void {
  try {
    localStorage.removeItem(key);
  } catch {}
}
