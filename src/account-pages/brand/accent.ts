import { z } from 'zod';
import { colours } from '../styles/tokens.ts';
import { type Colour, colourOf, contrast, hexOf } from './contrast.ts';

/** In the light and in the dark scheme. */
interface Accent {
  readonly light: string;
  readonly dark: string;
}

const black: Colour = [0, 0, 0];
const white: Colour = [255, 255, 255];
const steps = 64;

export const accent = z
  .string()
  .regex(/^#([\da-f]{3}|[\da-f]{6})$/i, 'must be a CSS colour such as #1f5fbf')
  .transform(
    (hex): Accent => ({
      light: legible(hex, [colours.surface[0], colours.background[0]], black),
      dark: legible(hex, [colours.surface[1], colours.background[1]], white),
    }),
  );

/** Mixes in as little black or white as links need to be legible on all of these backgrounds. */
function legible(hex: string, backgrounds: readonly string[], end: Colour): string {
  const [from, behind] = [colourOf(hex), backgrounds.map(colourOf)];
  for (let step = 0; step <= steps; step += 1) {
    const mixed = mix(from, end, step / steps);
    if (behind.every((each) => contrast(mixed, each) >= 4.5)) return hexOf(mixed);
  }
  return hexOf(end);
}

function mix(from: Colour, to: Colour, share: number): Colour {
  const part = (at: 0 | 1 | 2) => Math.round(from[at] + (to[at] - from[at]) * share);
  return [part(0), part(1), part(2)];
}

/** Text in black or in white: one of them always has a contrast of at least 4.5 to 1. */
export function textOn(hex: string): string {
  const colour = colourOf(hex);
  return contrast(colour, white) >= contrast(colour, black) ? '#ffffff' : '#000000';
}

export function accentStyles({ light, dark }: Accent): string {
  return `:root {
  --auth-accent: light-dark(${light}, ${dark});
  --auth-on-accent: light-dark(${textOn(light)}, ${textOn(dark)});
}
`;
}
