import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Heading } from './heading.tsx';
import { asProblem, durationText, noProblem, type Problem } from './problem.ts';
import { useCountdown } from './use-countdown.ts';

interface FormProps {
  /** Undefined if the part of the page around the form has a heading. */
  title?: string;
  submit: string;
  sending: string;
  /** Whether the first empty field takes focus when the form appears. */
  focus?: boolean;
  /** What went wrong before the form appeared. */
  earlier?: Problem | undefined;
  onSend?: (() => void) | undefined;
  onSubmit: (values: FormData) => Promise<unknown>;
  children: (problem: Problem) => ReactNode;
}

/** Codes of errors after which the user types a secret again. */
const secretErrors = ['CHALLENGE_INVALID', 'INVALID_CREDENTIALS', 'SECOND_FACTOR_INVALID'];

/** Focuses the first empty field when the form appears, and the first invalid one when the service rejects it. */
export function Form({
  title,
  submit,
  sending,
  focus = true,
  earlier = noProblem,
  onSend,
  onSubmit,
  children,
}: FormProps) {
  const [problem, setProblem] = useState(earlier);
  const [isSending, setIsSending] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const alert = useRef<HTMLParagraphElement>(null);
  const wait = useCountdown(problem.retryAt);
  const isBlocked = isSending || wait > 0;

  useEffect(() => {
    if (focus)
      inputsOf(form.current)
        .find(({ value }) => value === '')
        ?.focus();
  }, [focus]);
  useEffect(() => {
    if (problem.message === '') return;
    const inputs = inputsOf(form.current);
    const wrong = inputs.find(({ name }) => name in problem.fields);
    const secret = secretErrors.includes(problem.code) && inputs.find(isSecret);
    const target = wrong ?? (secret || alert.current);
    target?.focus();
    if (target instanceof HTMLInputElement) target.select();
  }, [problem]);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (isBlocked) return;
    const values = new FormData(event.currentTarget);
    setProblem(noProblem);
    setIsSending(true);
    onSend?.();
    try {
      await onSubmit(values);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setIsSending(false);
    }
  };

  return (
    <form onSubmit={send} ref={form}>
      {title !== undefined && <Heading focus={false}>{title}</Heading>}
      <p role="alert" tabIndex={-1} ref={alert}>
        {problem.message}
      </p>
      {children(problem)}
      {/* With `disabled`, the button would lose focus. */}
      <button type="submit" aria-disabled={isBlocked}>
        {labelOf(isSending ? sending : submit, wait)}
      </button>
    </form>
  );
}

function inputsOf(form: HTMLFormElement | null): HTMLInputElement[] {
  return [...(form?.elements ?? [])].filter((element) => element instanceof HTMLInputElement);
}

function isSecret({ name, type }: HTMLInputElement): boolean {
  return type === 'password' || name === 'totp' || name === 'recoveryCode';
}

function labelOf(label: string, wait: number): string {
  return wait > 0 ? `Try again in ${durationText(wait)}` : label;
}

export function textOf(values: FormData, name: string): string {
  return String(values.get(name) ?? '');
}
