import { type ComponentType, useMemo } from 'react';
import { type Auth, AuthContext, useAuth } from '../context.ts';
import { type AuthTexts, english } from './en.ts';
import { type LaterTexts, laterEnglish } from './later-en.ts';
import { withOverrides } from './overrides.ts';

export type AllTexts = AuthTexts & LaterTexts;

const allEnglish = withOverrides(english, laterEnglish);

/** Adds the texts of the parts that an app loads later. */
export function withLaterTexts<Props extends object>(Part: ComponentType<Props>): ComponentType<Props> {
  return function WithTexts(props: Props) {
    const auth = useAuth();
    const texts = useMemo(() => withOverrides(allEnglish, auth.overrides), [auth.overrides]);
    const value = useMemo(() => ({ ...auth, texts }), [auth, texts]);
    return (
      <AuthContext.Provider value={value}>
        <Part {...props} />
      </AuthContext.Provider>
    );
  };
}

/** Only below `withLaterTexts`. */
export function useAllAuth(): Auth & { texts: AllTexts } {
  return useAuth() as Auth & { texts: AllTexts };
}
