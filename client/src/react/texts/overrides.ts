import type { AuthTexts } from './en.ts';
import type { LaterTexts } from './later-en.ts';
import type { ProblemTexts } from './problems-en.ts';

/** Some of the texts, at any depth. */
export type Some<Texts> = Texts extends string
  ? string
  : { [Name in keyof Texts]?: Some<Texts[Name]> | undefined };

export type Overrides = Some<AuthTexts & ProblemTexts & LaterTexts>;

/** @returns the texts with those of `overrides` in their place. */
export function withOverrides<Texts>(texts: Texts, overrides: object | undefined): Texts {
  const merged: Record<string, unknown> = { ...(texts as object) };
  for (const [name, value] of Object.entries(overrides ?? {})) {
    if (value !== undefined)
      merged[name] = typeof value === 'object' ? withOverrides(merged[name], value) : value;
  }
  return merged as Texts;
}
