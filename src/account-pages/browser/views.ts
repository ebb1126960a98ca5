import { clearSummary } from './problems.ts';

function headingOf(view: Element | undefined): HTMLElement | null {
  return view?.querySelector('h1') ?? null;
}

/** Shows one view of the page, and announces it to screen readers. */
export function show(name: string): void {
  clearSummary();
  headingOf(select(name))?.focus();
}

/** Shows the page's first view, and lets the user type at once. */
export function begin(name: string): void {
  const view = select(name);
  const inputs = [
    ...(view?.querySelectorAll<HTMLInputElement>('input:enabled:not([readonly], [type="checkbox"])') ?? []),
  ];
  inputs.find(({ value }) => value === '')?.focus();
}

function select(name: string): HTMLElement | undefined {
  let selected: HTMLElement | undefined;
  for (const view of document.querySelectorAll<HTMLElement>('[data-view]')) {
    view.hidden = view.dataset.view !== name;
    if (!view.hidden) selected = view;
  }
  document.title = headingOf(selected)?.textContent ?? document.title;
  return selected;
}

/** Replaces the text of a paragraph. */
export function say(name: string, text: string | undefined): void {
  for (const element of document.querySelectorAll(`[data-text="${name}"]`)) element.textContent = text ?? '';
}

/** Shows or hides a field. A hidden field is neither required nor sent. */
export function useField(name: string, isUsed: boolean): void {
  for (const element of document.querySelectorAll<HTMLElement>(`[data-field="${name}"]`)) {
    element.hidden = !isUsed;
    for (const input of element.querySelectorAll('input')) input.disabled = !isUsed;
  }
}
