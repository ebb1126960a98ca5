import { type ReactNode, useSyncExternalStore } from 'react';
import { useAuth } from '../context.ts';
import { lazily } from '../lazily.tsx';
import { Root } from '../parts/root.tsx';
import type { UnsavedCodes } from './session-store.ts';

const RecoveryCodes = lazily(() => import('../steps/recovery-codes.tsx').then((part) => part.RecoveryCodes));

export function useUnsavedCodes(): UnsavedCodes | undefined {
  const { store } = useAuth();
  return useSyncExternalStore(store.subscribe, store.getCodes, () => undefined);
}

/** Shows recovery codes until the user has saved them, then its children. */
export function CodesIfUnsaved({ children }: { children: ReactNode }): ReactNode {
  const { store } = useAuth();
  const unsaved = useUnsavedCodes();
  if (!unsaved) return children;
  return (
    <Root>
      <RecoveryCodes codes={unsaved.codes} onSaved={() => store.keepCodes(undefined)} />
    </Root>
  );
}
