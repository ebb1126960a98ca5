import { ask, Refusal } from './ask.ts';
import { emptyForms, onSubmit } from './forms.ts';
import { texts } from './page-texts.ts';
import { say, show } from './views.ts';

const resetDocument = `mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { revokedSessions } }`;

/** The proof that the user has the mail: the token from its link, or the request's flow, to be sent with the code. */
export type Proof = { token: string } | { flow: string };

/** Handles the form that two pages share. */
export function offerNewPassword(proof: () => Proof): void {
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
  say('ended', texts.ended?.[reason]);
  show('ended');
}

const key = 'account-reset-flow';

/** Mail programs may open the link in another tab, and some cut off its token. That tab can still ask for the code. */
export function keepFlow(flow: string, expiresIn: number): void {
  try {
    localStorage.setItem(key, JSON.stringify({ flow, endsAt: Date.now() + expiresIn * 1000 }));
  } catch {}
}

/** @returns undefined if this browser has not requested a mail recently. */
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
