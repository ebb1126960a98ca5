import { type ReactNode, useEffect, useRef } from 'react';

/** Names the page, and sets the title of the tab. @param focus whether the heading takes the focus. */
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
