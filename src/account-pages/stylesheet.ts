/** Every pair of colours has a contrast of at least 4.5 to 1, and every border of at least 3 to 1. */
export const stylesheet = `:root {
  color-scheme: light dark;
  --page: light-dark(#f4f5f7, #121419);
  --card: light-dark(#fff, #1c1f26);
  --text: light-dark(#1d1f23, #e8eaee);
  --quiet: light-dark(#565b65, #a9afba);
  --line: light-dark(#767b85, #8d929c);
  --accent: light-dark(#1f5fbf, #8ab4f8);
  --on-accent: light-dark(#fff, #10233f);
  --wrong: light-dark(#b3261e, #f2b8b5);
  background: var(--page);
  color: var(--text);
  font: 1rem / 1.5 system-ui, sans-serif;
}

body {
  margin: 0;
}

main {
  box-sizing: border-box;
  max-width: 28rem;
  margin: 8vh auto;
  padding: 1.5rem;
  border: 1px solid transparent;
  border-radius: 0.75rem;
  background: var(--card);
  overflow-wrap: anywhere;
}

@media (max-width: 30rem) {
  main {
    margin: 0 auto;
    padding: 1rem;
    border-radius: 0;
  }
}

[hidden] {
  display: none !important;
}

h1 {
  margin: 0 0 0.75rem;
  font-size: 1.5rem;
  line-height: 1.25;
}

h2 {
  margin: 2rem 0 0.25rem;
  font-size: 1.125rem;
}

h1:focus,
h2:focus {
  outline: none;
}

dl {
  margin: 0.5rem 0;
}

dt {
  color: var(--quiet);
  font-size: 0.9375rem;
}

dd {
  margin: 0 0 0.5rem;
}

dd .hint {
  display: block;
}

h3 {
  margin: 0;
  font-size: 1rem;
}

#devices {
  margin: 0;
  padding: 0;
  list-style: none;
}

#devices li {
  padding: 0.75rem 0;
  border-bottom: 1px solid var(--line);
}

#devices dl {
  display: grid;
  grid-template-columns: auto 1fr;
  gap: 0 1rem;
}

#devices dd {
  margin: 0;
}

#devices button {
  margin-bottom: 0;
}

.links {
  margin: 0;
  padding: 0;
  list-style: none;
}

.links a {
  display: flex;
  align-items: center;
  min-height: 2.75rem;
}

.notice:empty {
  display: none;
}

.notice[role="status"] {
  margin: 0 0 0.75rem;
  color: inherit;
  padding: 0.75rem;
  border: 1px solid var(--line);
  border-radius: 0.375rem;
}

dialog {
  box-sizing: border-box;
  width: 100%;
  max-width: 26rem;
  max-height: 100%;
  padding: 1.5rem;
  border: 1px solid var(--line);
  border-radius: 0.75rem;
  background: var(--card);
  color: inherit;
  overflow-wrap: anywhere;
}

dialog h2 {
  margin: 0 0 0.5rem;
  font-size: 1.25rem;
}

::backdrop {
  background: #000a;
}

p {
  margin: 0 0 0.75rem;
}

label {
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

a {
  color: var(--accent);
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

@media (forced-colors: active) {
  main {
    border-color: CanvasText;
  }

  button {
    border-color: ButtonText;
    background: ButtonFace;
    color: ButtonText;
  }

  button[aria-disabled="true"] {
    opacity: 1;
    border-color: GrayText;
    color: GrayText;
  }
}
`;
