import type { ReactNode } from 'react';
import { Field } from './field.tsx';
import { Form, textOf } from './form.tsx';
import type { Problem } from './problem.ts';

interface Props {
  title: string;
  onSubmit: (newPassword: string, values: FormData) => Promise<unknown>;
  /** The fields that prove who the user is. */
  children?: (problem: Problem) => ReactNode;
}

export function NewPasswordForm({ title, onSubmit, children }: Props) {
  return (
    <Form
      title={title}
      submit="Change password"
      sending="Changing password…"
      onSubmit={(values) => onSubmit(textOf(values, 'newPassword'), values)}
    >
      {(problem) => (
        <>
          {children?.(problem)}
          <Field
            label="New password"
            name="newPassword"
            type="password"
            autoComplete="new-password"
            hint="A few random words make a good password."
            problem={problem}
          />
        </>
      )}
    </Form>
  );
}
