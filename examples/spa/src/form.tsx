import { AuthError } from 'auth-service-client';
import { type FormEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';

interface Problem {
  message: string;
  /** Messages by field name. */
  fields: Readonly<Record<string, string>>;
}

const nowhere: Problem = { message: '', fields: {} };

/** Tells the user what to do, with the service's own message if it sent one. */
function asProblem(error: unknown): Problem {
  if (!(error instanceof AuthError)) {
    return { ...nowhere, message: 'The service is unreachable. Check your connection and try again.' };
  }
  const fields = Object.fromEntries(error.fields.map(({ path, message }) => [path.at(-1) ?? '', message]));
  if (error.retryAfterSeconds !== undefined) {
    return { fields, message: `${error.message} Try again in ${error.retryAfterSeconds} seconds.` };
  }
  return {
    fields,
    message: error.fields.length > 0 ? 'Please correct the marked fields.' : error.message,
  };
}

interface FormProps {
  title: string;
  submit: string;
  onSubmit: (values: FormData) => Promise<unknown>;
  children: (problem: Problem) => ReactNode;
}

/** Focuses the heading when the form appears, and the first problem when the service rejects it. */
export function Form({ title, submit, onSubmit, children }: FormProps) {
  const [problem, setProblem] = useState(nowhere);
  const [isSending, setIsSending] = useState(false);
  const heading = useRef<HTMLHeadingElement>(null);
  const alert = useRef<HTMLParagraphElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    if (problem !== nowhere) alert.current?.focus();
  }, [problem]);

  const send = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    setIsSending(true);
    try {
      await onSubmit(new FormData(event.currentTarget));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setIsSending(false);
    }
  };

  return (
    <form onSubmit={send} noValidate>
      <h1 tabIndex={-1} ref={heading}>
        {title}
      </h1>
      <p role="alert" tabIndex={-1} ref={alert}>
        {problem.message}
      </p>
      {children(problem)}
      <button type="submit" disabled={isSending}>
        {isSending ? 'One moment…' : submit}
      </button>
    </form>
  );
}

interface FieldProps {
  label: string;
  name: string;
  type?: string;
  autoComplete: string;
  problem: Problem;
}

export function Field({ label, name, problem, ...rest }: FieldProps) {
  const id = useId();
  const message = problem.fields[name];
  return (
    <p>
      <label htmlFor={id}>{label}</label>
      <input
        {...rest}
        id={id}
        name={name}
        aria-invalid={message !== undefined}
        aria-describedby={message === undefined ? undefined : `${id}-problem`}
      />
      {message !== undefined && (
        <span id={`${id}-problem`} className="problem">
          {message}
        </span>
      )}
    </p>
  );
}

export function textOf(values: FormData, name: string): string {
  return String(values.get(name) ?? '');
}
