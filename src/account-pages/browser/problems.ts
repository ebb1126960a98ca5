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
const aboutFields = new Set(['BAD_USER_INPUT', 'USERNAME_TAKEN', 'INVALID_CREDENTIALS']);

/** The fields that each code may be about, since the service does not name them. */
const fieldsOfCodes: Readonly<Record<string, readonly string[]>> = {
  CODE_INVALID: ['code', 'emailCode'],
  SECOND_FACTOR_INVALID: ['totp', 'recoveryCode'],
  SETUP_CODE_INVALID: ['code'],
  INVALID_CREDENTIALS: ['password'],
  WRONG_SIGNUP_PASSWORD: ['password'],
};

/** Marks the wrong fields, lists all problems above the form, and moves the focus to the list, or to the field of a dialog. */
export function showProblems(form: HTMLFormElement, error: unknown): void {
  const problems = problemsOf(form, error);
  for (const { input, message } of problems) if (input) mark(input, message);
  const summary = (form.closest('dialog') ?? document).querySelector('.summary') as HTMLElement;
  const { code } = asRefusal(error);
  (summary.querySelector('h2') as HTMLElement).textContent = texts.summaries[code] ?? texts.summary;
  summary.querySelector('ul')?.replaceChildren(...problems.map(asItem), ...supportFor(code));
  summary.hidden = false;
  // A dialog has one field, so its user can type again at once. A note at the field repeats the problem.
  const field = form.closest('dialog') ? problems[0]?.input : undefined;
  (field ?? summary).focus();
  field?.select();
}

export function clearProblems(form: HTMLFormElement): void {
  clearSummary();
  for (const input of form.querySelectorAll('input')) mark(input, '');
}

export function clearSummary(): void {
  for (const summary of document.querySelectorAll<HTMLElement>('.summary')) summary.hidden = true;
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
  if (code === 'RATE_LIMITED' && retryAfterSeconds !== undefined)
    return `${message} ${texts.retryIn.replace('{time}', durationOf(retryAfterSeconds))}`;
  return message.replace('{id}', requestId ?? code).replace('{time}', asTime(availableAt));
}

function durationOf(seconds: number): string {
  const fill = (text: string, count: number) => text.replace('{count}', String(Math.ceil(count)));
  if (seconds < 120) return fill(texts.seconds, seconds);
  return seconds < 7200 ? fill(texts.minutes, seconds / 60) : fill(texts.hours, seconds / 3600);
}

function mark(input: HTMLInputElement, message: string): void {
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
