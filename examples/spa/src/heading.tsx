import { type ComponentProps, useEffect, useRef } from 'react';

let shownTitle: string | undefined;

/**
 * The page's heading, which also sets the tab's title. When the page changes, the heading takes focus, so that screen readers
 * read it. It does not do so at the first page, nor if a field has the focus.
 */
export function Heading({ children, ...rest }: ComponentProps<'h1'>) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    const title = heading.current?.textContent ?? '';
    const isNew = shownTitle !== undefined && shownTitle !== title;
    shownTitle = title;
    document.title = `${title} · Auth service example`;
    if (isNew && document.activeElement?.tagName !== 'INPUT') heading.current?.focus();
  });
  return (
    <h1 tabIndex={-1} {...rest} ref={heading}>
      {children}
    </h1>
  );
}
