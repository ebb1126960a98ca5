import { useEffect, useId } from 'react';
import { useAuth } from '../context.ts';
import type { SummaryProps } from './slot-props.ts';
import { classes } from './slots.ts';
import { useView } from './view-state.ts';

/** Lists the problems of the form that failed last, and takes the focus. */
export function Summary() {
  const { shown, isDialog } = useView();
  const { classNames, components } = useAuth().slots;
  const id = useId();
  useEffect(() => {
    if (!shown) return;
    const [first] = shown.problem.items;
    const inputId = isDialog && first?.field ? inputIdOf(shown.formId, first.field) : undefined;
    focus(inputId ?? id);
  }, [shown, isDialog, id]);

  const problems = (shown?.problem.items ?? []).map(({ message, field }) => {
    const inputId = field === undefined ? undefined : inputIdOf(shown?.formId ?? '', field);
    const onClick: SummaryProps['problems'][number]['onClick'] = (event) => {
      event.preventDefault();
      if (inputId) focus(inputId);
    };
    return { message, inputId, onClick };
  });
  if (!shown) return null;
  const Part = components.Summary ?? DefaultSummary;
  const className = classes('summary', classNames.summary);
  return <Part id={id} className={className} heading={shown.problem.heading} problems={problems} />;
}

function DefaultSummary({ id, className, heading, problems }: SummaryProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset has a border and no place for a heading
    <div className={className} role="group" aria-labelledby={`${id}-heading`} id={id} tabIndex={-1}>
      <h2 id={`${id}-heading`}>{heading}</h2>
      <ul>
        {problems.map(({ message, inputId, onClick }) => (
          <li key={`${inputId} ${message}`}>
            {inputId === undefined ? (
              message
            ) : (
              <a href={`#${inputId}`} onClick={onClick}>
                {message}
              </a>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

export function inputIdOf(formId: string, name: string): string {
  return `${formId}-${name}`;
}

function focus(id: string): void {
  const element = document.getElementById(id);
  element?.focus();
  if (element instanceof HTMLInputElement) element.select();
}
