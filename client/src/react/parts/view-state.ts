import { createContext, useContext } from 'react';
import type { Problem } from '../problem-state.ts';

/** What a view shows about its forms. */
export interface ViewState {
  /** The last problem, and the form that has it. */
  shown: { formId: string; problem: Problem } | undefined;
  show: (formId: string, problem: Problem | undefined) => void;
  /** Announced by screen readers. */
  say: (status: string) => void;
  /** In a dialog, the focus moves to the wrong field itself, not to the list of problems. */
  isDialog: boolean;
}

export const ViewContext = createContext<ViewState | null>(null);

/** @throws Error outside of a `View`. */
export function useView(): ViewState {
  const view = useContext(ViewContext);
  if (!view) throw new Error('Render this part inside <View>.');
  return view;
}

export interface FormState {
  id: string;
  isSending: boolean;
  /** Messages by the name of the field. */
  problems: Readonly<Record<string, string>>;
}

export const FormContext = createContext<FormState>({ id: '', isSending: false, problems: {} });
