import { useAuth } from '../context.ts';
import { classes } from './slots.ts';

/** Where a link leads: a URL, or a function that the app calls instead. */
export type Target = string | (() => void);

/** A link if it has a URL, otherwise a button that looks like one. */
export function LinkTo({ to, children }: { to: Target; children: string }) {
  const { classNames, components } = useAuth().slots;
  const className = classes('link', classNames.link);
  if (typeof to === 'function')
    return (
      <button type="button" className={className} onClick={to}>
        {children}
      </button>
    );
  const Link = components.Link ?? 'a';
  return (
    <Link href={to} className={className}>
      {children}
    </Link>
  );
}
