import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Summary } from './summary.tsx';
import { useNewView, ViewContext } from './view-state.ts';

interface Props {
  title: string;
  /** Called when the user closes it. */
  onClose: () => void;
  children: ReactNode;
}

/** Has its own list of problems and its own status, since the rest of the page is inert while the dialog is open. */
export function Dialog({ title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const [state, status] = useNewView({ isDialog: true });
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Closing it returns the focus to where it was.
    return () => element?.close();
  }, []);
  return (
    <ViewContext.Provider value={state}>
      <dialog ref={dialog} aria-labelledby={id} onClose={() => dialog.current?.open || onClose()}>
        <h2 id={id}>{title}</h2>
        <Summary />
        {children}
        <p role="status">{status}</p>
      </dialog>
    </ViewContext.Provider>
  );
}
