export const formStyles = `.auth {
  .field {
    margin: var(--auth-space) 0;
  }

  .field > label {
    display: block;
    font-size: 0.9375rem;
    font-weight: 600;
  }

  .field > .problem:empty {
    display: none;
  }

  .choice {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    min-height: 2.75rem;
  }

  input:not([type="checkbox"]) {
    width: 100%;
    min-height: 2.75rem;
    margin-top: 0.25rem;
    padding: 0.5rem 0.75rem;
    border: 1px solid var(--auth-border);
    border-radius: var(--auth-radius);
    background: var(--auth-surface);
    color: inherit;
    font: inherit;
  }

  input:not([type="checkbox"]):focus-visible {
    border-color: var(--auth-focus, var(--auth-accent));
    outline-offset: 0;
  }

  input[type="checkbox"] {
    flex: none;
    width: 1.25rem;
    height: 1.25rem;
    margin: 0;
    accent-color: var(--auth-accent);
  }

  input[aria-invalid="true"] {
    border-color: var(--auth-danger);
    box-shadow: inset 0 0 0 1px var(--auth-danger);
  }
}
`;
