import { texts } from './page-texts.ts';
import { clearProblems, showProblems } from './problems.ts';

export type Values = Readonly<Record<string, string>>;

/** Sends a form after a click or the Enter key. While a response is pending, further clicks send nothing. */
export function onSubmit(name: string, send: (values: Values) => Promise<void>): void {
  const form = document.querySelector(`[data-form="${name}"]`) as HTMLFormElement;
  const button = form.querySelector('button') as HTMLButtonElement;
  const status = document.querySelector('[role="status"]') as HTMLElement;
  let isSending = false;
  const setSending = (value: boolean) => {
    isSending = value;
    // With `disabled`, the button would lose the focus.
    button.setAttribute('aria-disabled', String(value));
    status.textContent = value ? texts.sending : '';
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
    box.addEventListener('change', () => {
      if (input instanceof HTMLInputElement) input.type = box.checked ? 'text' : 'password';
    });
  }
}
