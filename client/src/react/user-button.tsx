import { lazily } from './lazily.tsx';
import type { Target } from './parts/link.tsx';
import type { RootProps } from './parts/root.tsx';
import { useSession } from './session/use-session.ts';

const UserMenu = lazily(() => import('./user-menu.tsx').then((part) => part.UserMenu), true);

export interface UserButtonProps extends RootProps {
  /** Where "Settings" leads. Without it, there is no link. */
  settings?: Target | undefined;
  /** Called after a logout in this tab. */
  onLogout?: (() => void) | undefined;
}

/** The user's name, with a list of what they can do. Nothing for users who are logged out. */
export function UserButton(props: UserButtonProps) {
  const { user } = useSession();
  return user && <UserMenu {...props} />;
}
