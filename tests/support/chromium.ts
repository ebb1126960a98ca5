import { existsSync } from 'node:fs';

/** Debian's Chromium as users have it. */
export const wholeChromium = '/usr/bin/chromium';

/** Debian's Chromium without the windows around its pages. It opens a page for a quarter of the CPU time. */
const chromiumShell = '/usr/bin/chromium-headless-shell';

/** The browser for tests that look at pages only. */
export const chromiumPath = existsSync(chromiumShell) ? chromiumShell : wholeChromium;

interface LaunchOptions {
  executablePath?: string;
  flags?: readonly string[];
}

/** How to start a browser that needs no privileges, and can reach only this machine. */
export function launchOptions({ executablePath = chromiumPath, flags = [] }: LaunchOptions = {}) {
  return {
    executablePath,
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
  };
}
