import { useSyncExternalStore } from 'react';
import { useAuth } from '../context.ts';
import { lazily } from '../lazily.tsx';
import { Root } from '../parts/root.tsx';

const ConfirmIdentity = lazily(
  () => import('../steps/confirm-identity.tsx').then((part) => part.ConfirmIdentity),
  true,
);

/** Shows the dialog while operations wait for a confirmation. */
export function IdentityQuestion() {
  const { store } = useAuth();
  const question = useSyncExternalStore(store.subscribe, store.getQuestion, () => undefined);
  if (!question) return null;
  return (
    <Root kind="auth-overlay">
      <ConfirmIdentity close={question.close} />
    </Root>
  );
}
