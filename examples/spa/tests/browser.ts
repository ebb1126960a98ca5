import { type Browser, chromium } from 'playwright-core';
import { launchOptions } from '../../../tests/support/chromium.ts';

export function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch(launchOptions({ flags }));
}
