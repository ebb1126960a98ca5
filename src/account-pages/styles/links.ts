/** Buttons that look like links, and the button of the React component with the user's name. */
export const linkStyles = `.auth {
  button.link {
    width: auto;
    min-height: 2.75rem;
    margin: 0;
    padding: 0;
    border: 0;
    background: none;
    color: var(--auth-accent);
    font-weight: inherit;
    text-align: start;
    text-decoration: underline;
    text-underline-offset: 0.15em;
  }

  p > button.link {
    min-height: 1.5rem;
  }
}

.auth.auth-overlay {
  display: contents;
}

.auth.auth-inline {
  display: inline-block;
  width: auto;
  max-width: none;
}

.auth .user-button {
  position: relative;

  > button {
    width: auto;
    margin: 0;
  }

  > ul {
    position: absolute;
    z-index: 1;
    inset-inline-end: 0;
    width: max-content;
    max-width: 80vw;
    margin-top: 0.25rem;
    padding: 0.25rem 1rem;
    border: 1px solid var(--auth-border);
    border-radius: var(--auth-radius);
    background: var(--auth-surface);
  }
}
`;
