/** The first row is reserved for messages, so a message moves nothing that the user is about to click. */
export const layoutStyles = `.auth {
  display: grid;
  align-content: start;
  grid-template: minmax(6rem, auto) auto minmax(3rem, auto) / minmax(0, 1fr);
  box-sizing: border-box;
  width: 100%;
  max-width: 28rem;
  margin-inline: auto;
  color: var(--auth-text);
  font: 1rem / 1.5 var(--auth-font);
  overflow-wrap: break-word;

  &:has(> [data-view="account"]:not([hidden])) {
    max-width: 44rem;
  }

  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }

  [hidden] {
    display: none !important;
  }

  > .summary,
  > noscript {
    grid-row: 1;
    align-self: end;
  }

  > [data-view] {
    grid-row: 2;
  }

  > [role="status"] {
    grid-row: 3;
    padding-top: calc(var(--auth-space) * 0.75);
    text-align: center;
  }

  > [data-view]:not([data-view="account"]),
  .card {
    padding: calc(var(--auth-space) * 2);
    border: 1px solid color-mix(in srgb, var(--auth-border) 30%, transparent);
    border-radius: calc(var(--auth-radius) * 2);
    background: var(--auth-surface);
    box-shadow: 0 1px 2px #0000000a, 0 8px 24px #0000000f;
  }

  @media (max-width: 30rem) {
    > [data-view]:not([data-view="account"]),
    .card {
      padding: var(--auth-space);
    }
  }
}
`;
