import type { Locale } from '../mail/locales.ts';
import { german } from './texts-de.ts';
import { english, type Texts } from './texts-en.ts';

export type { Texts };

export const texts: Readonly<Record<Locale, Texts>> = { en: english, de: german };
