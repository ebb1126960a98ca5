/** Every pair of colours has a contrast of at least 4.5 to 1, and every border of at least 3 to 1. */
export const pageStyles = `:root {
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

p {
  margin: 0 0 0.75rem;
}

a {
  color: var(--accent);
}
`;
