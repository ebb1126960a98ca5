import { type FieldProblem, Refusal } from './ask.ts';
import { asTime, texts } from './page-texts.ts';
import { query } from './return-to.ts';
import { supportFor } from './support.ts';

/** A problem in the page's words, its field if the form has that field, and the page that helps. */
interface Problem {
  message: string;
  input?: HTMLInputElement | undefined;
  page?: string | undefined;
}

/** The pages where the user can go on. */
const pagesOfCodes: Readonly<Record<string, string>> = { FURTHER_PROOF_REQUIRED: `./login${query}` };

/** Codes whose fields come with more specific reasons. */
const aboutFields = new Set(['BAD_USER_INPUT', 'USERNAME_TAKEN', 'EMAIL_TAKEN', 'INVALID_CREDENTIALS']);

/** The fields that each code may be about, since the service does not name them. */
const fieldsOfCodes: Readonly<Record<string, readonly string[]>> = {
  CODE_INVALID: ['code', 'emailCode'],
  SECOND_FACTOR_INVALID: ['totp', 'recoveryCode'],
  SETUP_CODE_INVALID: ['code'],
  INVALID_CREDENTIALS: ['password'],
  WRONG_SIGNUP_PASSWORD: ['password'],
};

/**
 * Marks the wrong fields, lists all problems above the form, and moves the focus to the first wrong field, so that the user
 * can type again at once. Otherwise the focus stays, and screen readers read the list.
 */
export function showProblems(form: HTMLFormElement, error: unknown): void {
  const problems = problemsOf(form, error);
  for (const { input, message } of problems) if (input) mark(input, message);
  const field = problems.find(({ input }) => input)?.input;
  const summary = (form.closest('dialog') ?? document).querySelector('.summary') as HTMLElement;
  const { code } = asRefusal(error);
  // Screen readers read the note at the field anyway.
  summary.setAttribute('role', field ? 'group' : 'alert');
  (summary.querySelector('h2') as HTMLElement).textContent = titleOf(code);
  summary.querySelector('ul')?.replaceChildren(...problems.map(asItem), ...supportFor(code));
  summary.dataset.code = code;
  summary.hidden = false;
  field?.focus();
  field?.select();
}

/** @returns for how long the service rejects further attempts. */
export function waitOf(error: unknown): number | undefined {
  return asRefusal(error).details.retryAfterSeconds;
}

export function clearProblems(form: HTMLFormElement): void {
  clearSummary();
  for (const input of form.querySelectorAll('input')) mark(input, '');
}

/** @param code clears only a problem with this code. */
export function clearSummary(code?: string): void {
  for (const summary of document.querySelectorAll<HTMLElement>('.summary'))
    if (code === undefined || summary.dataset.code === code) summary.hidden = true;
}

function problemsOf(form: HTMLFormElement, error: unknown): Problem[] {
  const refusal = asRefusal(error);
  const { fields = [] } = refusal.details;
  if (aboutFields.has(refusal.code) && fields.length > 0)
    return fields.map((field) => asProblem(form, field));
  const inputs = (fieldsOfCodes[refusal.code] ?? []).map((name) => inputOf(form, name));
  const input = inputs.find((found) => found !== undefined);
  return [{ message: messageOf(refusal), input, page: pagesOfCodes[refusal.code] }];
}

function asProblem(form: HTMLFormElement, { path, reason, message }: FieldProblem): Problem {
  return { message: texts.reasons[reason] ?? message, input: inputOf(form, path.at(-1)) };
}

function inputOf(form: HTMLFormElement, name: string | undefined): HTMLInputElement | undefined {
  const found = name === undefined ? undefined : form.elements.namedItem(name);
  return found instanceof HTMLInputElement && !found.disabled ? found : undefined;
}

/** In seconds. A longer wait is no reason to stay. */
export const longCountdown = 120;

function titleOf(code: string): string {
  const { summaries, codes, summary, otherSummary } = texts;
  return summaries[code] ?? (codes[code] === undefined ? otherSummary : summary);
}

/** What an error means, in the page's words. */
export function describe(error: unknown): string {
  return messageOf(asRefusal(error));
}

function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal('OTHER');
}

function messageOf({ code, details }: Refusal): string {
  const { retryAfterSeconds, requestId, availableAt = '' } = details;
  const message = texts.codes[code] ?? texts.codes.OTHER ?? '';
  // The button counts the seconds.
  if (code === 'RATE_LIMITED' && retryAfterSeconds !== undefined && retryAfterSeconds >= longCountdown)
    return `${message} ${texts.retryIn.replace('{time}', durationOf(retryAfterSeconds))}`;
  return message.replace('{id}', requestId ?? code).replace('{time}', asTime(availableAt));
}

function durationOf(seconds: number): string {
  const fill = (text: string, count: number) => text.replace('{count}', String(Math.ceil(count)));
  return seconds < 7200 ? fill(texts.minutes, seconds / 60) : fill(texts.hours, seconds / 3600);
}

export function mark(input: HTMLInputElement, message: string): void {
  const note = document.getElementById(`${input.id}-problem`);
  if (note) note.textContent = message;
  if (message === '') input.removeAttribute('aria-invalid');
  else input.setAttribute('aria-invalid', 'true');
}

function asItem({ message, input, page }: Problem): HTMLElement {
  const item = document.createElement('li');
  if (!input && page === undefined) {
    item.textContent = message;
    return item;
  }
  const link = document.createElement('a');
  link.href = page ?? `#${input?.id}`;
  link.textContent = message;
  item.append(link);
  if (input) focusByLink(link, input);
  return item;
}

function focusByLink(link: HTMLAnchorElement, input: HTMLInputElement): void {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    input.focus();
    input.select();
  });
}
