export const accountStyles = `.auth {
  [data-view="account"] > h1 {
    margin-bottom: var(--auth-space);
    font-size: 1.75rem;
  }

  .card {
    margin-bottom: var(--auth-space);
  }

  .card > h2:first-child {
    margin-top: 0;
  }

  dl {
    margin: 0.5rem 0;
  }

  dt {
    color: var(--auth-muted);
    font-size: 0.9375rem;
  }

  dd {
    margin: 0 0 0.5rem;
  }

  dd .hint {
    display: block;
  }

  .cards,
  .links {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .cards li {
    padding: 0.75rem 0;
    border-bottom: 1px solid color-mix(in srgb, var(--auth-border) 30%, transparent);
  }

  .cards dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 0 1rem;
  }

  .cards dd {
    margin: 0;
  }

  .row {
    display: flex;
    gap: 0 0.75rem;
    flex-wrap: wrap;
  }

  .row form {
    flex: 1 1 8rem;
  }

  .links a {
    display: flex;
    align-items: center;
    min-height: 2.75rem;
  }
}
`;
