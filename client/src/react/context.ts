import { createContext, useContext } from 'react';
import type { AuthCore } from '../core/auth-core.ts';
import type { User } from '../core/session.ts';
import type { Slots } from './parts/slots.ts';
import type { SessionStore } from './session/session-store.ts';
import type { AuthTexts } from './texts/en.ts';
import type { Overrides } from './texts/overrides.ts';

export interface Auth {
  client: AuthCore;
  store: SessionStore;
  /** For dates and times, in BCP 47. */
  locale: string;
  texts: AuthTexts;
  /** As given to the provider. Parts that load later merge them with their own texts. */
  overrides: Overrides | undefined;
  slots: Slots;
  initialUser: User | null | undefined;
}

export const AuthContext = createContext<Auth | null>(null);

/** @throws Error outside of an `AuthProvider`. */
export function useAuth(): Auth {
  const auth = useContext(AuthContext);
  if (!auth) throw new Error('Render this component inside <AuthProvider client={…}>.');
  return auth;
}
