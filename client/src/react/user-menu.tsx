import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useAuth } from './context.ts';
import { LinkTo } from './parts/link.tsx';
import { Root } from './parts/root.tsx';
import { useSession } from './session/use-session.ts';
import type { UserButtonProps } from './user-button.tsx';

/** The user's name, with a list of what they can do. */
export function UserMenu({ settings, onLogout, ...slots }: UserButtonProps) {
  const { userButton } = useAuth().texts;
  const { user, logout } = useSession();
  const [isOpen, setIsOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();

  useEffect(() => {
    if (!isOpen) return;
    const closeOutside = ({ target }: Event) => {
      if (!place.current?.contains(target as Node)) setIsOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [isOpen]);

  if (!user) return null;
  const close = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    setIsOpen(false);
    button.current?.focus();
  };
  const logOut = (scope: 'CURRENT' | 'ALL') => async () => {
    await logout(scope);
    onLogout?.();
  };
  return (
    <Root kind="auth-inline" {...slots}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the list from any of its buttons */}
      <div className="user-button" ref={place} onKeyDown={close}>
        <button
          ref={button}
          type="button"
          aria-label={userButton.label.replace('{username}', () => user.username)}
          aria-expanded={isOpen}
          aria-controls={id}
          onClick={() => setIsOpen(!isOpen)}
        >
          {user.username}
        </button>
        <ul id={id} className="links" hidden={!isOpen}>
          {settings !== undefined && (
            <li>
              <LinkTo to={settings}>{userButton.settings}</LinkTo>
            </li>
          )}
          <li>
            <LinkTo to={logOut('CURRENT')}>{userButton.logOut}</LinkTo>
          </li>
          <li>
            <LinkTo to={logOut('ALL')}>{userButton.logOutAll}</LinkTo>
          </li>
        </ul>
      </div>
    </Root>
  );
}
