/** On a wide screen, buttons are as wide as their words, and those of a list are beside what they are about. */
export const accountStyles = `.auth {
  [data-view="account"] > h1 {
    margin-bottom: var(--auth-space);
    font-size: 1.75rem;
  }

  .card {
    margin-bottom: calc(var(--auth-space) * 1.25);
  }

  .card > h2:first-child {
    margin: 0 0 calc(var(--auth-space) * 0.5);
    font-size: 1.25rem;
  }

  dl {
    display: grid;
    grid-template-columns: fit-content(40%) 1fr;
    gap: 0.25rem 1rem;
    margin: 0.5rem 0;
  }

  dt {
    color: var(--auth-muted);
  }

  dd {
    margin: 0;
    overflow-wrap: anywhere;
  }

  dd .hint {
    display: block;
  }

  .cards,
  .links {
    margin: 0.5rem 0 0;
    padding: 0;
    list-style: none;
  }

  :is(.cards, .links) > li {
    border-top: 1px solid color-mix(in srgb, var(--auth-border) 30%, transparent);
  }

  .cards > li {
    padding: 0.75rem 0;
  }

  .cards dl {
    margin: 0.25rem 0 0;
    gap: 0 0.75rem;
    font-size: 0.875rem;
  }

  .inset dl {
    display: block;
    margin-top: 0;
  }

  .card > .links:last-child {
    margin-bottom: -0.75rem;
  }

  .row {
    display: flex;
    gap: 0 0.5rem;
    flex-wrap: wrap;
  }

  .row form {
    flex: 1 1 8rem;
  }

  .badge {
    justify-self: start;
    width: fit-content;
    margin: 0.125rem 0;
    padding: 0 0.5rem;
    border: 1px solid var(--auth-success);
    border-radius: 1rem;
    color: var(--auth-success);
    font-size: 0.8125rem;
    font-weight: 600;
  }

  .inset {
    margin: var(--auth-space) 0;
    padding: 0.75rem 1rem;
    border-left: 4px solid var(--auth-accent);
    border-radius: var(--auth-radius);
    background: color-mix(in srgb, var(--auth-accent) 7%, var(--auth-surface));
  }

  .links a {
    display: flex;
    gap: 1rem;
    align-items: center;
    justify-content: space-between;
    min-height: 3rem;
    text-decoration: none;
  }

  .links a:hover {
    text-decoration: underline;
  }

  .links a::after {
    flex: none;
    width: 0.5rem;
    height: 0.5rem;
    margin-right: 0.25rem;
    border: solid var(--auth-muted);
    border-width: 2px 2px 0 0;
    content: "";
    rotate: 45deg;
  }

  .danger a {
    color: var(--auth-danger);
  }

  @media (min-width: 40.01rem) {
    .card form {
      display: inline-block;
      margin-right: 0.5rem;
    }

    .card button {
      width: auto;
    }

    .cards > li {
      display: grid;
      grid-template-columns: 1fr auto;
      column-gap: 1rem;
    }

    .cards > li > :not(form, .row) {
      grid-column: 1;
    }

    .cards > li > :is(form, .row) {
      grid-row: 1 / span 3;
      grid-column: 2;
      align-self: center;
      margin: 0;
    }

    .row {
      flex-wrap: nowrap;
    }

    .row form {
      margin: 0;
    }
  }
}
`;
