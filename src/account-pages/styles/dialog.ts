export const dialogStyles = `.auth dialog {
  width: 100%;
  max-width: 26rem;
  max-height: 100%;
  padding: calc(var(--auth-space) * 1.5) calc(var(--auth-space) * 1.5) calc(var(--auth-space) * 0.5);
  border: 1px solid var(--auth-border);
  border-radius: calc(var(--auth-radius) * 2);
  background: var(--auth-surface);
  color: inherit;

  > h2 {
    margin: 0 0 0.5rem;
    font-size: 1.25rem;
  }

  &::backdrop {
    background: #000a;
  }
}
`;
