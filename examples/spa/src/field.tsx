import { type InputHTMLAttributes, useId, useState } from 'react';
import type { Problem } from './problem.ts';

interface FieldProps extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  name: string;
  /** States the rule before the user can break it. */
  hint?: string;
  problem: Problem;
}

/** Emails use a text field. With `type="email"`, browsers rewrite the domain: "straße.example" becomes a different one. */
export function Field({ label, name, hint, problem, ...rest }: FieldProps) {
  const id = useId();
  /** The problem the user has started to correct. */
  const [corrected, setCorrected] = useState<Problem>();
  const message = corrected === problem ? undefined : problem.fields[name];
  const note = message ?? hint;
  return (
    <p>
      <label htmlFor={id}>{label}</label>
      <input
        autoCapitalize="none"
        spellCheck={false}
        required
        {...rest}
        id={id}
        name={name}
        onInput={() => setCorrected(problem)}
        aria-invalid={message !== undefined}
        aria-describedby={note === undefined ? undefined : `${id}-note`}
      />
      {note !== undefined && (
        <span id={`${id}-note`} className={message === undefined ? 'hint' : 'problem'}>
          {note}
        </span>
      )}
    </p>
  );
}
