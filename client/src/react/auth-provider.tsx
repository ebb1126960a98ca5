import { type ReactNode, useEffect, useMemo } from 'react';
import type { AuthCore } from '../core/auth-core.ts';
import { partsOf } from '../core/parts.ts';
import type { User } from '../core/session.ts';
import { AuthContext } from './context.ts';
import type { RootProps } from './parts/root.tsx';
import { noSlots } from './parts/slots.ts';
import { IdentityQuestion } from './session/identity-question.tsx';
import { storeOf } from './session/session-store.ts';
import { english } from './texts/en.ts';
import { type Overrides, withOverrides } from './texts/overrides.ts';

export interface AuthProviderProps extends RootProps {
  /** What `createAuthClient` or `createAuthCore` has returned. Create it once, outside of components. */
  client: AuthCore;
  /** Replaces some or all of the English texts. */
  texts?: Overrides | undefined;
  /** For dates and times, in BCP 47. By default, that of the texts. */
  locale?: string | undefined;
  /** The user whose page the server renders, or null if the visitor is logged out. The first render then shows the right state. */
  initialUser?: User | null | undefined;
  children?: ReactNode;
}

/** Gives the session and the texts to all components below it. */
export function AuthProvider({
  client,
  texts: overrides,
  locale,
  classNames = noSlots.classNames,
  components = noSlots.components,
  initialUser,
  children,
}: AuthProviderProps) {
  const texts = useMemo(() => withOverrides(english, overrides), [overrides]);
  const auth = useMemo(
    () => ({
      client,
      store: storeOf(client),
      locale: locale ?? texts.locale,
      texts,
      overrides,
      slots: { classNames, components },
      initialUser,
    }),
    [client, locale, texts, overrides, classNames, components, initialUser],
  );
  useEffect(() => {
    let stop: (() => void) | undefined = () => undefined;
    import('../confirmation/confirm-identity.ts').then(
      ({ onConfirmationNeeded }) => {
        // Unless the app asks the user itself.
        if (stop && !partsOf(client).keeper.confirmation)
          stop = onConfirmationNeeded(client, auth.store.askUser);
      },
      () => undefined,
    );
    return () => {
      stop?.();
      stop = undefined;
    };
  }, [client, auth.store]);
  return (
    <AuthContext.Provider value={auth}>
      {children}
      <IdentityQuestion />
    </AuthContext.Provider>
  );
}
