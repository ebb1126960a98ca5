import { useState } from 'react';
import { lazily } from './lazily.tsx';
import type { Target } from './parts/link.tsx';
import { Root, type RootProps } from './parts/root.tsx';
import { useSession } from './session/use-session.ts';
import type { Section } from './settings/me.ts';

const Settings = lazily(() => import('./settings/account-settings.tsx').then((part) => part.Settings));
const Deleted = lazily(() => import('./settings/deleted.tsx').then((part) => part.Deleted));

export type { Section };

export interface AccountSettingsProps extends RootProps {
  /** By default, all of them. */
  sections?: readonly Section[] | undefined;
  /** Where "Go to the login" leads, after the user has deleted the account. Without it, there is no link. */
  signIn?: Target | undefined;
  /** Called when the user has deleted the account. @param dueAt when the service deletes it, in ISO 8601. */
  onDeleted?: ((dueAt: string) => void) | undefined;
}

const allSections: readonly Section[] = [
  'profile',
  'email',
  'password',
  'factors',
  'passkeys',
  'devices',
  'data',
  'delete',
];

/** Everything that users can change about their account. Its code is loaded when it first appears. */
export function AccountSettings({
  sections = allSections,
  signIn,
  onDeleted,
  ...slots
}: AccountSettingsProps) {
  const { user } = useSession();
  const [dueAt, setDueAt] = useState<string>();
  const settle = (time: string) => {
    setDueAt(time);
    onDeleted?.(time);
  };
  return (
    <Root {...slots}>
      {user && <Settings key={user.id} sections={sections} onDeleted={settle} />}
      {!user && dueAt !== undefined && <Deleted dueAt={dueAt} signIn={signIn} />}
    </Root>
  );
}
