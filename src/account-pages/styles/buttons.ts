/** A view has one filled button. Its other buttons are plain. */
export const buttonStyles = `.auth {
  button {
    position: relative;
    width: 100%;
    min-height: 2.75rem;
    margin: calc(var(--auth-space) * 0.5) 0;
    padding: 0.5rem 1rem;
    border: 1px solid var(--auth-accent);
    border-radius: var(--auth-radius);
    background: var(--auth-accent);
    color: var(--auth-on-accent);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }

  button:hover {
    filter: brightness(0.94);
  }

  .plain button {
    border-color: var(--auth-border);
    background: var(--auth-surface);
    color: var(--auth-text);
  }

  .danger button {
    border-color: var(--auth-danger);
    background: var(--auth-danger);
    color: var(--auth-surface);
  }

  button[aria-disabled="true"] {
    filter: none;
    opacity: 0.65;
    cursor: default;
  }
}
`;
