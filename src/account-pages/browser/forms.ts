import { texts } from './page-texts.ts';
import { clearProblems, showProblems } from './problems.ts';

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

/** Sends a form after a click or the Enter key. While a response is pending, further clicks send nothing. */
export function onSubmit(name: string, send: (values: Values) => Promise<void>): void {
  onSubmitOf(formNamed(name), send);
}

export function formNamed(name: string): HTMLFormElement {
  return document.querySelector(`[data-form="${name}"]`) as HTMLFormElement;
}

export function onSubmitOf(form: HTMLFormElement, send: (values: Values) => Promise<void>): void {
  const button = form.querySelector('button') as HTMLButtonElement;
  let isSending = false;
  /** Found before the submit, since its form may then leave the page. */
  let status: Element | null | undefined;
  const setSending = (value: boolean) => {
    isSending = value;
    // With `disabled`, the button would lose the focus.
    button.setAttribute('aria-disabled', String(value));
    if (value) status = form.closest('dialog, main')?.querySelector(':scope > [role="status"]');
    if (status) status.textContent = value ? texts.sending : '';
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (isSending) return;
    clearProblems(form);
    setSending(true);
    try {
      await send(Object.fromEntries([...new FormData(form)].map(([key, value]) => [key, String(value)])));
    } catch (error) {
      showProblems(form, error);
    } finally {
      setSending(false);
    }
  });
}

/** Clears what the user typed, since a page may stay open for a long time. */
export function emptyForms(): void {
  for (const form of document.forms) form.reset();
}

/** Handles the checkboxes that show a password. */
export function offerToShowPasswords(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>('[data-shows]')) {
    const input = box.form?.elements.namedItem(box.dataset.shows ?? '');
    const showIf = (isShown: boolean) => {
      if (input instanceof HTMLInputElement) input.type = isShown ? 'text' : 'password';
    };
    box.addEventListener('change', () => showIf(box.checked));
    box.form?.addEventListener('reset', () => showIf(false));
  }
}
