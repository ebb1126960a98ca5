export const textStyles = `.auth {
  h1,
  h2,
  h3 {
    margin: 0;
    line-height: 1.25;
    font-weight: 650;
    text-wrap: balance;
  }

  h1 {
    margin-bottom: calc(var(--auth-space) * 0.75);
    font-size: 1.5rem;
    letter-spacing: -0.01em;
  }

  h2 {
    margin: calc(var(--auth-space) * 2) 0 calc(var(--auth-space) * 0.25);
    font-size: 1.125rem;
  }

  h3 {
    font-size: 1rem;
  }

  :is(h1, h2):focus {
    outline: none;
  }

  p {
    margin: 0 0 calc(var(--auth-space) * 0.75);
  }

  a {
    color: var(--auth-accent);
    text-underline-offset: 0.15em;
  }

  .hint,
  .problem {
    margin: 0;
    font-size: 0.9375rem;
    line-height: 1.4;
  }

  :is([data-view], .card, dialog) > :last-child {
    margin-bottom: 0;
  }

  .hint {
    color: var(--auth-muted);
  }

  .problem {
    color: var(--auth-danger);
  }

  :focus-visible {
    outline: 3px solid var(--auth-focus, var(--auth-accent));
    outline-offset: 2px;
  }
}
`;
