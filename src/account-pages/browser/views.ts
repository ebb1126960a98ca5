import { clearSummary } from './problems.ts';

function headingOf(view: Element | null): HTMLElement | null {
  return view?.querySelector('h1') ?? null;
}

/** Shows one view of the page, and announces it to screen readers. */
export function show(name: string): void {
  clearSummary();
  const heading = select(name);
  heading?.focus();
}

/** Shows the page's first view. The focus stays where the browser put it. */
export function begin(name: string): void {
  select(name);
}

function select(name: string): HTMLElement | null {
  let heading: HTMLElement | null = null;
  for (const view of document.querySelectorAll<HTMLElement>('[data-view]')) {
    view.hidden = view.dataset.view !== name;
    if (!view.hidden) heading = headingOf(view);
  }
  document.title = heading?.textContent ?? document.title;
  return heading;
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
