import type { ChoiceProps, FieldProps, RootProps, SubmitButtonProps } from '../../src/react.ts';

/** As an app does that has its own inputs, with utility classes. */
export const plainParts: RootProps = {
  classNames: { root: 'max-w-sm', input: 'rounded border', button: 'bg-primary', label: 'font-medium' },
  components: {
    Field: ({ label, hint, hintId, problem, problemId, input }: FieldProps) => (
      <div className="grid gap-2">
        <label htmlFor={input.id}>{label}</label>
        <input {...input} data-slot="input" />
        {hint !== undefined && <p id={hintId}>{hint}</p>}
        <p id={problemId}>{problem}</p>
      </div>
    ),
    SubmitButton: (props: SubmitButtonProps) => <button {...props} data-slot="button" />,
  },
};

/** Like an app whose components wrap the input. */
export const materialParts: RootProps = {
  components: {
    Field: ({ label, hint, hintId, problem, problemId, input }: FieldProps) => (
      <div className="text-field" data-error={problem !== ''}>
        <span className="outline">
          <input {...input} aria-labelledby={`${input.id}-label`} />
        </span>
        <span id={`${input.id}-label`}>{label}</span>
        <span id={hintId}>{problem === '' ? hint : ''}</span>
        <span id={problemId}>{problem}</span>
      </div>
    ),
    Choice: ({ label, input, note }: ChoiceProps) => (
      <label>
        <span className="switch">
          <input {...input} />
        </span>
        {label} {note}
      </label>
    ),
    SubmitButton: ({ children, ...props }: SubmitButtonProps) => (
      <button {...props}>
        <span className="ripple">{children}</span>
      </button>
    ),
  },
};
