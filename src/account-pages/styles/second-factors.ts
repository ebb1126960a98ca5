/** A secret has two lines of four groups, also on a phone. */
export const secondFactorStyles = `.auth {
  .qr-code {
    display: block;
    width: 100%;
    max-width: 15rem;
    margin: 0 auto 0.75rem;
    border-radius: var(--auth-radius);
    background: #fff;
    color: #000;
    fill: currentcolor;
    shape-rendering: crispedges;
    forced-color-adjust: none;
  }

  .secret,
  .codes {
    font-family: ui-monospace, monospace;
    font-size: 1rem;
  }

  .secret {
    max-width: 20ch;
  }

  .codes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(20ch, 1fr));
    margin: 0 0 0.75rem;
    padding: 0.75rem;
    border: 1px solid var(--auth-border);
    border-radius: var(--auth-radius);
    list-style: none;
  }

  .codes li {
    line-height: 2;
    white-space: nowrap;
  }
}
`;
