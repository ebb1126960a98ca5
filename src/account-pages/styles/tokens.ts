/**
 * In the light and in the dark scheme. Every pair of colours for text has a contrast of at least 4.5 to 1, and every border of
 * a control at least 3 to 1.
 */
export const colours = {
  accent: ['#1f5fbf', '#8ab4f8'],
  'on-accent': ['#ffffff', '#10233f'],
  text: ['#1d1f23', '#e8eaee'],
  muted: ['#565b65', '#a9afba'],
  background: ['#f3f4f7', '#121419'],
  surface: ['#ffffff', '#1c1f26'],
  border: ['#767b85', '#8d929c'],
  danger: ['#b3261e', '#f2b8b5'],
  success: ['#186a3b', '#81c995'],
} as const;

const colourTokens = Object.entries(colours)
  .map(([name, [light, dark]]) => `  --auth-${name}: light-dark(${light}, ${dark});\n`)
  .join('');

/** The look's public API. Without `--auth-focus`, the focus ring has the accent's colour. */
export const tokenStyles = `:where(:root) {
${colourTokens}  --auth-radius: 0.5rem;
  --auth-font: system-ui, sans-serif;
  --auth-space: 1rem;
}
`;
