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

main {
  padding-top: 4vh;
  grid-row: 2;
}
`;
