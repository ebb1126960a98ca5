import { type ReactNode, useEffect, useRef } from 'react';

let shownTitle: string | undefined;

/**
 * The page's heading, which also sets the tab's title. When the page changes, the heading takes focus, so that screen readers
 * read it. It does not do so at the first page.
 */
export function Heading({ children, focus = true }: { children: ReactNode; focus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const title = heading.current?.textContent ?? '';
    const isNew = shownTitle !== undefined && shownTitle !== title;
    shownTitle = title;
    document.title = `${title} · Auth service example`;
    if (focus && isNew) heading.current?.focus();
  }, [focus]);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}
