import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser } from '../examples/spa/tests/account-page.ts';
import { openBrowser } from '../examples/spa/tests/browser.ts';
import setUp from '../tests/support/global-setup.ts';
import tearDown from '../tests/support/global-teardown.ts';
import { contactSheet } from './contact-sheet.ts';
import { readmePictures } from './readme-pictures.ts';
import { type Services, Stage, startServices, stopServices } from './stage.ts';
import { states } from './states.ts';
import { showAs, variants } from './variants.ts';

const help = `npm run gallery -- [OPTIONS] [STATES]

Takes pictures of the account pages in every state. STATES are names, or their beginnings. Needs Debian's chromium, and the
packages of examples/spa.

Options:
  --variants NAMES  comma-separated, of ${Object.keys(variants).join(',')},german (default: all)
  --readme          only the pictures of README.md, into docs/pictures
  --out FOLDER      where the pictures go (default: gallery/pictures)
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    variants: { type: 'string', default: `${Object.keys(variants).join(',')},german` },
    out: { type: 'string', default: 'gallery/pictures' },
    readme: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else if (values.readme) await illustrateReadme();
else await run();

/** Runs with services and a browser. */
async function withBrowser(use: (browser: Browser, services: Services) => Promise<void>): Promise<void> {
  await setUp();
  const services = await startServices();
  const browser = await openBrowser();
  await use(browser, services);
  await browser.close();
  await stopServices(services);
  await tearDown();
}

function illustrateReadme(): Promise<void> {
  return withBrowser(async (browser, services) => {
    for (const [file, { state, variant, height }] of Object.entries(readmePictures)) {
      const stage = await Stage.set(browser, services, 'en');
      const page = await states[state]?.(stage);
      if (page) {
        await showAs(page, { ...variants[variant], size: { width: 800, height } });
        await page.screenshot({ path: `docs/pictures/${file}.png` });
      }
      await stage.strike();
    }
  });
}

async function run(): Promise<void> {
  const names = Object.keys(states).filter(
    (name) => positionals.length === 0 || positionals.some((wanted) => name.startsWith(wanted)),
  );
  const wanted = values.variants.split(',');
  if (positionals.length === 0) rmSync(values.out, { recursive: true, force: true });
  for (const variant of wanted) mkdirSync(path.join(values.out, variant), { recursive: true });
  await withBrowser(async (browser, services) => {
    for (const [index, name] of names.entries()) {
      process.stderr.write(`${index + 1}/${names.length} ${name}\n`);
      await photograph(browser, services, name, wanted).catch(({ message }: Error) => {
        process.stderr.write(`${name}: ${message}\n`);
        process.exitCode = 1;
      });
    }
  });
  for (const variant of wanted) {
    const files = names.map((name) => `${name}.png`);
    writeFileSync(path.join(values.out, variant, 'index.html'), contactSheet(variant, files));
  }
}

async function photograph(
  browser: Browser,
  services: Services,
  name: string,
  wanted: readonly string[],
): Promise<void> {
  for (const locale of ['en', 'de']) {
    const here = Object.entries({
      ...(locale === 'en' && variants),
      ...(locale === 'de' && variants.light && { german: variants.light }),
    }).filter(([variant]) => wanted.includes(variant));
    if (here.length === 0) continue;
    const stage = await Stage.set(browser, services, locale);
    const page = await states[name]?.(stage);
    for (const [variant, look] of here) {
      if (!page) continue;
      await showAs(page, look);
      await page.screenshot({ path: path.join(values.out, variant, `${name}.png`), fullPage: true });
    }
    await stage.strike();
  }
}
