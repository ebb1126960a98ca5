import { createContext, useContext, useMemo, useState } from 'react';
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

/** For the component that provides the context. @returns the view's state, and the status that screen readers announce. */
export function useNewView({ isDialog }: Pick<ViewState, 'isDialog'>): [state: ViewState, status: string] {
  const [shown, setShown] = useState<ViewState['shown']>();
  const [status, say] = useState('');
  const state = useMemo<ViewState>(
    () => ({
      shown,
      show: (formId, problem) => setShown(problem && { formId, problem }),
      say,
      isDialog,
    }),
    [shown, isDialog],
  );
  return [state, status];
}

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
