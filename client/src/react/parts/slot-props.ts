import type {
  AnchorHTMLAttributes,
  ButtonHTMLAttributes,
  InputHTMLAttributes,
  MouseEvent,
  ReactNode,
} from 'react';

export interface FieldProps {
  label: string;
  /** States the rule before the user can break it. */
  hint: string | undefined;
  hintId: string;
  /** What is wrong, or an empty text. Keep its element in the page while there is no problem. */
  problem: string;
  problemId: string;
  /** Spread these props on the input: they name it, describe it, and mark it if it is wrong. */
  input: InputHTMLAttributes<HTMLInputElement> & { id: string; name: string };
}

/** Spread all of them on the button. It is never `disabled`, so that it keeps the focus. */
export interface SubmitButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  children: ReactNode;
}

export interface HeadingProps {
  id: string;
  /** -1, since the focus moves here when a view has nothing to fill in. */
  tabIndex: -1;
  className: string | undefined;
  children: ReactNode;
}

/** The list of problems above a form. */
export interface SummaryProps {
  id: string;
  className: string | undefined;
  heading: string;
  problems: readonly {
    message: string;
    /** The input with the problem. */
    inputId: string | undefined;
    onClick: (event: MouseEvent) => void;
  }[];
}

export interface ChoiceProps {
  label: string;
  input: InputHTMLAttributes<HTMLInputElement>;
  /** An additional note in the same line. */
  note: string;
}

export interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  href: string;
  children: ReactNode;
}
