import { type InputHTMLAttributes, type KeyboardEvent, useContext, useState } from 'react';
import { useAuth } from '../context.ts';
import type { ChoiceProps, FieldProps } from './slot-props.ts';
import { type ClassNames, classes } from './slots.ts';
import { inputIdOf } from './summary.tsx';
import { FormContext, type FormState } from './view-state.ts';

export interface FieldOptions
  extends Omit<InputHTMLAttributes<HTMLInputElement>, 'id' | 'name' | 'aria-describedby' | 'aria-invalid'> {
  /** The name in the values of the form, and of the service's input field. */
  name: string;
  label: string;
  /** States the rule before the user can break it. */
  hint?: string | undefined;
}

/** Emails use a text field, since browsers rewrite the domain in fields with `type="email"`. */
export function Field({ name, label, hint, ...input }: FieldOptions) {
  const { classNames, components } = useAuth().slots;
  const form = useContext(FormContext);
  const id = inputIdOf(form.id, name);
  /** The problems that the user has begun to correct. */
  const [corrected, setCorrected] = useState<FormState['problems']>();
  const problem = (corrected !== form.problems && form.problems[name]) || '';
  const hintId = `${id}-hint`;
  const problemId = `${id}-problem`;
  const props: FieldProps = {
    label,
    hint,
    hintId,
    problem,
    problemId,
    input: {
      type: 'text',
      autoCapitalize: 'none',
      spellCheck: false,
      required: true,
      ...input,
      className: classes(input.className, classNames.input),
      onInput: (event) => {
        setCorrected(form.problems);
        input.onInput?.(event);
      },
      id,
      name,
      'aria-describedby': classes(hint === undefined ? undefined : hintId, problemId),
      'aria-invalid': problem === '' ? undefined : true,
    },
  };
  const { Field: Custom } = components;
  return Custom ? <Custom {...props} /> : <DefaultField {...props} classNames={classNames} />;
}

function DefaultField({
  label,
  hint,
  hintId,
  problem,
  problemId,
  input,
  classNames,
}: FieldProps & { classNames: ClassNames }) {
  return (
    <div className={classes('field', classNames.field)}>
      <label htmlFor={input.id} className={classNames.label}>
        {label}
      </label>
      {hint !== undefined && (
        <p className={classes('hint', classNames.hint)} id={hintId}>
          {hint}
        </p>
      )}
      <p className={classes('problem', classNames.problem)} id={problemId}>
        {problem}
      </p>
      <input {...input} />
    </div>
  );
}

/** A field for a password that the user can show. Says when Caps Lock is on. */
export function PasswordField(options: FieldOptions) {
  const { texts, slots } = useAuth();
  const [isShown, setIsShown] = useState(false);
  const [isCaps, setIsCaps] = useState(false);
  const look = (event: KeyboardEvent) => setIsCaps(event.getModifierState('CapsLock'));
  const choice: ChoiceProps = {
    label: texts.showPassword,
    input: { type: 'checkbox', checked: isShown, onChange: ({ target }) => setIsShown(target.checked) },
    note: isCaps ? texts.capsLock : '',
  };
  const { Choice: Custom } = slots.components;
  return (
    <>
      <Field {...options} type={isShown ? 'text' : 'password'} onKeyDown={look} onKeyUp={look} />
      {Custom ? <Custom {...choice} /> : <DefaultChoice {...choice} className={slots.classNames.choice} />}
    </>
  );
}

/** The note is in the line of the checkbox, so that nothing moves when it appears. */
function DefaultChoice({ label, input, note, className }: ChoiceProps & { className: string | undefined }) {
  return (
    <label className={classes('choice', className)}>
      <input {...input} /> {label} <span role="status">{note}</span>
    </label>
  );
}
