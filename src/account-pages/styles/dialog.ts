export const dialogStyles = `dialog {
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
`;
