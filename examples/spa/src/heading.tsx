import { type ReactNode, useEffect, useRef } from 'react';

/** The page's heading, which also sets the tab's title. @param focus whether the heading takes focus. */
export function Heading({ children, focus = true }: { children: ReactNode; focus?: boolean }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${heading.current?.textContent} · Auth service example`;
    if (focus) heading.current?.focus();
  }, [focus]);
  return (
    <h1 tabIndex={-1} ref={heading}>
      {children}
    </h1>
  );
}
