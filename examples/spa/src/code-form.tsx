import type { ReactNode } from 'react';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import type { Problem } from './problem.ts';

interface Props {
  title: string;
  submit: string;
  onSend?: (() => void) | undefined;
  onCode: (code: string, values: FormData) => Promise<unknown>;
  /** Additional fields. */
  children?: (problem: Problem) => ReactNode;
}

/** Asks for the code from a mail. */
export function CodeForm({ title, submit, onSend, onCode, children }: Props) {
  return (
    <Form
      title={title}
      submit={submit}
      sending="Checking…"
      onSend={onSend}
      onSubmit={(values) => onCode(textOf(values, 'code'), values)}
    >
      {(problem) => (
        <>
          <p>A mail is on its way. It may take a minute; check your spam folder too.</p>
          <Field label="Code from the mail" name="code" autoComplete="one-time-code" problem={problem} />
          {children?.(problem)}
        </>
      )}
    </Form>
  );
}
