/** A problem is shown below its field, where a line is reserved for it. */
export const formStyles = `.auth {
  .field {
    display: grid;
    margin-bottom: 0.25rem;
  }

  .field > label {
    font-size: 0.9375rem;
    font-weight: 600;
  }

  .field > .problem {
    order: 1;
    min-height: 1.375rem;
    margin-top: 0.125rem;
    font-size: 0.875rem;
    line-height: 1.25rem;
  }

  .control {
    position: relative;
  }

  .control > button {
    position: absolute;
    inset: 0.25rem 0 auto auto;
    width: auto;
    margin: 0;
    border: 0;
    background: none;
    color: var(--auth-accent);
    font-size: 0.9375rem;
  }

  .control > button[aria-pressed="true"] {
    text-decoration: underline;
  }

  .control:has(> button) > input {
    padding-right: 6rem;
  }

  .choice {
    display: flex;
    gap: 0.5rem;
    align-items: center;
    min-height: 2.75rem;
    margin-top: -0.5rem;
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
