import { type Browser, chromium } from 'playwright-core';

/** Debian's Chromium, headless, and able to reach only this machine. */
export const chromiumPath = '/usr/bin/chromium';

export function openBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}
