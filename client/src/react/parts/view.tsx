import { type ReactNode, useEffect, useId, useRef } from 'react';
import { useAuth } from '../context.ts';
import { classes } from './slots.ts';
import { Summary } from './summary.tsx';
import { useNewView, ViewContext } from './view-state.ts';

export interface ViewProps {
  /** For stylesheets and tests: `data-view`. */
  name: string;
  title: string;
  /** Whether the first empty field takes the focus when the view appears; the heading, if the view has no field. */
  autoFocus?: boolean | undefined;
  children: ReactNode;
}

/** A heading with forms below it. Lists what is wrong with a form above the heading. */
export function View({ name, title, autoFocus = false, children }: ViewProps) {
  const { slots } = useAuth();
  const id = useId();
  const section = useRef<HTMLElement>(null);
  const [state, status] = useNewView({ isDialog: false });

  useEffect(() => {
    if (!autoFocus) return;
    const inputs = [...(section.current?.querySelectorAll('input') ?? [])];
    const empty = inputs.find((input) => input.type !== 'checkbox' && !input.hidden && input.value === '');
    (empty ?? document.getElementById(id))?.focus();
  }, [autoFocus, id]);

  const Heading = slots.components.Heading ?? 'h1';
  return (
    <ViewContext.Provider value={state}>
      <Summary />
      <section ref={section} data-view={name} aria-labelledby={id}>
        <Heading id={id} tabIndex={-1} className={classes(slots.classNames.heading)}>
          {title}
        </Heading>
        {children}
      </section>
      <p role="status" className={classes(slots.classNames.status)}>
        {status}
      </p>
    </ViewContext.Provider>
  );
}
