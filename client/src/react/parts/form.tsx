import { type FormEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from 'react';
import { AuthError } from '../../core/auth-error.ts';
import { useAuth } from '../context.ts';
import { loadProblems, problemFrom } from '../load-problems.ts';
import { durationText } from '../time-text.ts';
import { classes } from './slots.ts';
import { useCountdown } from './use-countdown.ts';
import { FormContext, useView } from './view-state.ts';

export type Values = Readonly<Record<string, string>>;

export interface FormProps {
  /** The label of the button. */
  submit: string;
  /** Announced while the form is being sent. */
  sending?: string | undefined;
  /** What the button is about, for screen readers, if the page has several buttons with the same label. */
  about?: string | undefined;
  /** `plain` if the button is not the main action of its view, `danger` if it destroys something. */
  kind?: 'plain' | 'danger' | undefined;
  /** What went wrong before the form appeared. */
  earlier?: unknown;
  /** If it rejects, the form shows why. */
  onSubmit: (values: Values) => Promise<unknown>;
  children?: ReactNode;
}

/** Sends once, however often the user clicks. A failure leaves everything that the user has typed. */
export function Form({ submit, sending, about, kind, earlier, onSubmit, children }: FormProps) {
  const { texts, locale, slots } = useAuth();
  const { shown, show, say } = useView();
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const isBusy = useRef(false);
  const [isSending, setIsSending] = useState(false);
  const problem = shown?.formId === id ? shown.problem : undefined;
  const wait = useCountdown(problem?.retryAt ?? 0);

  const fail = async (error: unknown) => {
    const names = inputsOf(form.current).map(({ name }) => name);
    show(id, await problemFrom(error, texts, locale, names));
  };
  const failLatest = useRef(fail);
  failLatest.current = fail;
  useEffect(() => {
    loadProblems().catch(() => undefined);
    if (earlier) void failLatest.current(earlier);
  }, [earlier]);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBusy.current || wait > 0) return;
    const entries = [...new FormData(event.currentTarget)];
    isBusy.current = true;
    setIsSending(true);
    show(id, undefined);
    say(sending ?? texts.sending);
    try {
      checkRequired(inputsOf(event.currentTarget));
      await onSubmit(Object.fromEntries(entries.map(([name, value]) => [name, String(value)])));
    } catch (error) {
      await failLatest.current(error);
    } finally {
      isBusy.current = false;
      setIsSending(false);
      say('');
    }
  };

  const state = useMemo(() => {
    const items = problem?.items ?? [];
    const problems = Object.fromEntries(items.map(({ field = '', message }) => [field, message]));
    return { id, isSending, problems };
  }, [id, isSending, problem]);
  const Button = slots.components.SubmitButton ?? 'button';
  return (
    <FormContext.Provider value={state}>
      {/* With `post`, browsers put no password into the URL, even if they send the form before the page is hydrated. */}
      <form
        ref={form}
        method="post"
        noValidate
        className={classes(kind, slots.classNames.form)}
        onSubmit={send}
      >
        {children}
        {/* With `disabled`, the button would lose the focus. */}
        <Button
          type="submit"
          className={classes(slots.classNames.button)}
          aria-label={about === undefined || wait > 0 ? undefined : `${submit}: ${about}`}
          aria-disabled={isSending || wait > 0 ? true : undefined}
        >
          {wait > 0 ? texts.retryIn.replace('{time}', durationText(wait, texts)) : submit}
        </Button>
      </form>
    </FormContext.Provider>
  );
}

/** Browsers would say it in their own language. @throws AuthError as the service does */
function checkRequired(inputs: readonly HTMLInputElement[]): void {
  const fields = inputs
    .filter(({ required, value }) => required && value === '')
    .map(({ name }) => ({ path: [name], reason: 'REQUIRED', message: '' }));
  if (fields.length > 0) throw new AuthError('', { code: 'BAD_USER_INPUT', fields });
}

function inputsOf(form: HTMLFormElement | null): HTMLInputElement[] {
  return [...(form?.elements ?? [])].filter((element) => element instanceof HTMLInputElement);
}
