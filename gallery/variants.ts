import type { Page } from '../examples/spa/tests/account-page.ts';

type Media = Parameters<Page['emulateMedia']>[0];

/** How a page is shown. `size` is that of the window, in CSS pixels. */
interface Variant {
  media: Media;
  size: { width: number; height: number };
}

const desktop = { width: 1000, height: 760 };
const media = { colorScheme: 'light', forcedColors: 'none' } as const;

export const variants = {
  light: { media, size: desktop },
  dark: { media: { ...media, colorScheme: 'dark' }, size: desktop },
  phone: { media, size: { width: 360, height: 640 } },
  'phone-dark': { media: { ...media, colorScheme: 'dark' }, size: { width: 360, height: 640 } },
  /** A window 1,280 pixels wide, at 200 % zoom. */
  zoom: { media, size: { width: 640, height: 400 } },
  narrow: { media, size: { width: 320, height: 568 } },
  forced: { media: { ...media, colorScheme: 'dark', forcedColors: 'active' }, size: desktop },
} as const satisfies Readonly<Record<string, Variant>>;

export async function showAs(page: Page, { media, size }: Variant): Promise<void> {
  await page.emulateMedia(media);
  await page.setViewportSize(size);
  // No button is hovered.
  await page.mouse.move(0, 0);
}
