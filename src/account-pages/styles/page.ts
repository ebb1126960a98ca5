/** What surrounds the components on a page of the service. An app has its own page. */
export const pageStyles = `:root {
  color-scheme: light dark;
  background: var(--auth-background);
  color: var(--auth-text);
  font: 1rem / 1.5 var(--auth-font);
}

body {
  display: grid;
  grid-template: auto 1fr auto / minmax(0, 1fr);
  box-sizing: border-box;
  min-height: 100vh;
  margin: 0;
  padding: var(--auth-space);
}

header {
  display: flex;
  gap: 0.75rem;
  align-items: center;
  justify-content: center;
  min-height: 2.5rem;
  padding-top: min(4vh, 2rem);
  font-size: 1.25rem;
  font-weight: 650;
  overflow-wrap: anywhere;
}

header img {
  flex: none;
  max-width: 80%;
  height: 2.5rem;
}

footer {
  padding-top: var(--auth-space);
  color: var(--auth-muted);
  font-size: 0.9375rem;
  text-align: center;
}

footer a {
  color: var(--auth-accent);
  overflow-wrap: anywhere;
}
`;
