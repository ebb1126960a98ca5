/**
 * Only screen readers need the title of a single problem, as the name of the box. The icon is a character, since a Content-Security-Policy may forbid images. Screen readers do not
 * read it.
 */
export const messageStyles = `.auth {
  .summary,
  .notice {
    position: relative;
    margin: calc(var(--auth-space) * 0.5) 0 var(--auth-space);
    padding: 0.75rem 1rem 0.75rem 3rem;
    border: 1px solid var(--mark);
    border-radius: var(--auth-radius);
    background: color-mix(in srgb, var(--mark) 6%, var(--auth-surface));
    --mark: var(--auth-danger);
  }

  .notice {
    --mark: var(--auth-success);
  }

  .notice:empty {
    display: none;
  }

  :is(.summary, .notice)::before {
    position: absolute;
    top: 0.875rem;
    left: 1rem;
    width: 1.25rem;
    height: 1.25rem;
    border-radius: 50%;
    background: var(--mark);
    color: var(--auth-surface);
    content: "!" / "";
    font-size: 0.875rem;
    font-weight: 700;
    line-height: 1.25rem;
    text-align: center;
  }

  .notice::before {
    content: "\\2713" / "";
  }

  .summary h2 {
    margin: 0;
    font-size: 1rem;
  }

  .summary:has(li:only-child) h2 {
    position: absolute;
    width: 1px;
    height: 1px;
    clip-path: inset(50%);
    overflow: hidden;
  }

  .summary ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .summary a {
    color: var(--auth-danger);
  }

  :is([data-view="done"], [data-view="ended"])::before {
    display: block;
    width: 3rem;
    height: 3rem;
    margin-bottom: var(--auth-space);
    border: 2px solid var(--auth-success);
    border-radius: 50%;
    color: var(--auth-success);
    content: "\\2713" / "";
    font-size: 1.5rem;
    font-weight: 700;
    line-height: 2.75rem;
    text-align: center;
  }

  [data-view="ended"]::before {
    border-color: var(--auth-muted);
    color: var(--auth-muted);
    content: "!" / "";
  }

  > [role="status"],
  dialog > [role="status"] {
    min-height: 1.5rem;
    margin: 0;
    color: var(--auth-muted);
  }
}
`;
