export const formStyles = `label {
  font-weight: 600;
}

.field {
  margin: 1rem 0;
}

.hint,
.problem {
  margin: 0;
  font-size: 0.9375rem;
}

.hint {
  color: var(--quiet);
}

.problem {
  color: var(--wrong);
}

.problem:empty {
  display: none;
}

.choice {
  display: flex;
  gap: 0.5rem;
  align-items: center;
  min-height: 2.75rem;
  font-weight: normal;
}

input:not([type="checkbox"]),
button {
  box-sizing: border-box;
  width: 100%;
  min-height: 2.75rem;
  border-radius: 0.375rem;
  font: inherit;
}

input:not([type="checkbox"]) {
  margin-top: 0.25rem;
  padding: 0.5rem;
  border: 1px solid var(--line);
  background: var(--card);
  color: inherit;
}

input[type="checkbox"] {
  width: 1.25rem;
  height: 1.25rem;
  accent-color: var(--accent);
}

input[aria-invalid="true"] {
  border: 2px solid var(--wrong);
}

button {
  margin: 0.75rem 0;
  padding: 0.5rem;
  border: 1px solid var(--accent);
  background: var(--accent);
  color: var(--on-accent);
  cursor: pointer;
}

.plain button {
  background: transparent;
  color: var(--accent);
}

button[aria-disabled="true"] {
  opacity: 0.6;
  cursor: default;
}

:focus-visible {
  outline: 3px solid var(--accent);
  outline-offset: 2px;
}

.summary {
  margin: 0 0 1rem;
  padding: 0.75rem;
  border: 2px solid var(--wrong);
  border-radius: 0.375rem;
}

.summary h2 {
  margin: 0;
  font-size: 1rem;
}

.summary ul {
  margin: 0;
  padding: 0;
  list-style: none;
}

.summary a {
  color: var(--wrong);
}

[role="status"] {
  min-height: 1.5rem;
  margin: 0;
  color: var(--quiet);
}
`;
