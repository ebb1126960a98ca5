import type { ReactNode } from 'react';
import { useAuth } from '../context.ts';
import { Root } from '../parts/root.tsx';
import { View } from '../parts/view.tsx';
import { CodesIfUnsaved } from './unsaved-codes.tsx';
import { useSession } from './use-session.ts';

export interface RequireAuthProps {
  /** Shown to users who are logged out, such as `<SignIn />`. */
  fallback: ReactNode;
  /** Shown until the session is known. By default, nothing. */
  loading?: ReactNode;
  /** Shown while the service does not answer and the session is not known. By default, says so. */
  unreachable?: ReactNode;
  children: ReactNode;
}

/** Shows its children only to users who are logged in. They also see recovery codes first that they have not saved yet. */
export function RequireAuth({
  fallback,
  loading = null,
  unreachable = <Unreachable />,
  children,
}: RequireAuthProps): ReactNode {
  const { status } = useSession();
  if (status === 'loading') return loading;
  if (status === 'unreachable') return unreachable;
  if (status === 'anonymous') return fallback;
  return <CodesIfUnsaved>{children}</CodesIfUnsaved>;
}

/** Says that the service does not answer, and tries again at once if the user wants. */
export function Unreachable() {
  const { retry } = useSession();
  const { session } = useAuth().texts;
  return (
    <Root>
      <View name="unreachable" title={session.unreachableTitle}>
        <p>{session.unreachable}</p>
        <button type="button" onClick={() => void retry()}>
          {session.retry}
        </button>
      </View>
    </Root>
  );
}
