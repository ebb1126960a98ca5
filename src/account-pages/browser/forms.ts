import { Refusal } from './ask.ts';
import { texts } from './page-texts.ts';
import { clearProblems, clearSummary, longCountdown, mark, showProblems, waitOf } from './problems.ts';

export type Values = Readonly<Record<string, string>>;

const accountNames = 'input[name="username"][readonly]';

/** Fills in the username, so that password managers know the account of the passwords. */
export function nameAccount(username: string): void {
  for (const input of document.querySelectorAll<HTMLInputElement>(accountNames))
    input.defaultValue = username;
}

export function accountName(): string {
  return document.querySelector<HTMLInputElement>(accountNames)?.defaultValue ?? '';
}

/**
 * Sends a form after a click or the Enter key. While a response is pending, further clicks send nothing.
 * @returns a function that lets the button count down.
 */
export function onSubmit(name: string, send: (values: Values) => Promise<void>): (seconds: number) => void {
  return onSubmitOf(formNamed(name), send);
}

export function formNamed(name: string): HTMLFormElement {
  return document.querySelector(`[data-form="${name}"]`) as HTMLFormElement;
}

export function onSubmitOf(
  form: HTMLFormElement,
  send: (values: Values) => Promise<void>,
): (seconds: number) => void {
  const button = form.querySelector('button[type="submit"]') as HTMLButtonElement;
  const wait = countdownOf(button);
  let isSending = false;
  /** Found before the submit, since its form may then leave the page. */
  let status: Element | null | undefined;
  let fields: HTMLInputElement[] = [];
  const setSending = (value: boolean) => {
    isSending = value;
    // With `disabled`, the button would lose the focus.
    button.setAttribute('aria-disabled', String(value));
    if (value) {
      status = form.closest('dialog, main')?.querySelector(':scope > [role="status"]');
      fields = [...form.querySelectorAll('input')].filter(({ readOnly }) => !readOnly);
    }
    for (const field of fields) field.readOnly = value;
    if (status) status.textContent = value ? texts.sending : '';
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isSending || wait.isOn()) return;
    clearProblems(form);
    const values = Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value)]));
    setSending(true);
    let error: unknown;
    try {
      if (!navigator.onLine) throw new Refusal('OFFLINE');
      await send(values);
    } catch (thrown) {
      error = thrown ?? new Refusal('OTHER');
    } finally {
      setSending(false);
    }
    if (error === undefined) return;
    showProblems(form, error);
    wait.begin(waitOf(error));
  });
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLInputElement && target.ariaInvalid) mark(target, '');
  });
  return wait.begin;
}

/** While the service rejects further attempts, the button shows the seconds and sends nothing. */
function countdownOf(button: HTMLButtonElement): { isOn(): boolean; begin(seconds?: number): void } {
  const label = button.textContent ?? '';
  let endsAt = 0;
  const tick = () => {
    const left = Math.ceil((endsAt - Date.now()) / 1000);
    button.setAttribute('aria-disabled', String(left > 0));
    button.textContent =
      left > 0 ? texts.wait.replace('{submit}', label).replace('{seconds}', String(left)) : label;
    if (left > 0) setTimeout(tick, 250);
    else clearSummary('RATE_LIMITED');
  };
  return {
    isOn: () => Date.now() < endsAt,
    begin(seconds = 0) {
      if (seconds <= 0 || seconds >= longCountdown) return;
      endsAt = Date.now() + seconds * 1000;
      tick();
    },
  };
}

addEventListener('online', () => clearSummary('OFFLINE'));

/** Clears what the user typed, since a page may stay open for a long time. */
export function emptyForms(): void {
  for (const form of document.forms) form.reset();
}

/** Adds to each password field a button that shows the password, and says if Caps Lock is on. */
function helpWithPasswords(): void {
  for (const input of document.querySelectorAll<HTMLInputElement>('input[type="password"]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = texts.show;
    button.setAttribute('aria-label', texts.showPassword);
    const showIf = (isShown: boolean) => {
      input.type = isShown ? 'text' : 'password';
      button.setAttribute('aria-pressed', String(isShown));
    };
    showIf(false);
    button.addEventListener('click', () => showIf(input.type === 'password'));
    // Browsers and password managers save only what is in a password field.
    input.form?.addEventListener('submit', () => showIf(false));
    input.form?.addEventListener('reset', () => showIf(false));
    input.after(button);
    for (const name of ['keydown', 'keyup'] as const)
      input.addEventListener(name, (event) => warnOfCapsLock(input, event.getModifierState?.('CapsLock')));
  }
}

function warnOfCapsLock(input: HTMLInputElement, isOn: boolean): void {
  const note = document.getElementById(`${input.id}-problem`);
  if (!note || input.ariaInvalid) return;
  note.textContent = isOn ? texts.capsLock : '';
}

helpWithPasswords();
