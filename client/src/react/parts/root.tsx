import { type ReactNode, useMemo } from 'react';
import { AuthContext, useAuth } from '../context.ts';
import { classes, type Slots } from './slots.ts';

/** Replaces parts and adds class names within one component. Those of the provider still count. */
export type RootProps = { [Name in keyof Slots]?: Slots[Name] | undefined };

interface Props extends RootProps {
  /** Takes no room in the page, or only that of a button. */
  kind?: 'auth-overlay' | 'auth-inline' | undefined;
  children: ReactNode;
}

/** The root element of each component, for the stylesheet. */
export function Root({ classNames, components, kind, children }: Props) {
  const auth = useAuth();
  const merged = useMemo(
    () => ({
      ...auth,
      slots: {
        classNames: { ...auth.slots.classNames, ...classNames },
        components: { ...auth.slots.components, ...components },
      },
    }),
    [auth, classNames, components],
  );
  return (
    <AuthContext.Provider value={merged}>
      <div className={classes('auth', kind, merged.slots.classNames.root)}>{children}</div>
    </AuthContext.Provider>
  );
}
