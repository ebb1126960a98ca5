/**
 * The look's public API. Every pair of colours for text has a contrast of at least 4.5 to 1, and every border of a control
 * at least 3 to 1. An app that overrides one keeps that. Without `--auth-focus`, the focus ring has the accent's colour.
 */
export const tokenStyles = `:where(:root) {
  --auth-accent: light-dark(#1f5fbf, #8ab4f8);
  --auth-on-accent: light-dark(#fff, #10233f);
  --auth-text: light-dark(#1d1f23, #e8eaee);
  --auth-muted: light-dark(#565b65, #a9afba);
  --auth-background: light-dark(#f3f4f7, #121419);
  --auth-surface: light-dark(#fff, #1c1f26);
  --auth-border: light-dark(#767b85, #8d929c);
  --auth-danger: light-dark(#b3261e, #f2b8b5);
  --auth-success: light-dark(#186a3b, #81c995);
  --auth-radius: 0.5rem;
  --auth-font: system-ui, sans-serif;
  --auth-space: 1rem;
}
`;
