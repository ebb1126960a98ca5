import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { type Services, Stage, startServices, stopServices } from '../../../gallery/stage.ts';
import { states } from '../../../gallery/states.ts';
import { showAs, variants } from '../../../gallery/variants.ts';
import { makeFolder } from '../../../tests/support/left-behind.ts';
import { World } from '../../../tests/support/world.ts';
import { findByAxe, findFaults } from './accessibility.ts';
import { PageVisit } from './account-page.ts';
import { openBrowser } from './browser.ts';
import { inBrowser } from './visit.ts';

const svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';

inBrowser('every state of the account pages', () => {
  let services: Services;
  let browser: Browser;

  beforeAll(async () => {
    // A colour that the pages have to adjust.
    services = await startServices({ BRAND_ACCENT: '#ffd600' });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await stopServices(services);
  });

  test.each(Object.entries(states))('%s is accessible', async (_name, reach) => {
    const stage = await Stage.set(browser, services, 'en');
    const page = await reach(stage);
    await showAs(page, variants.narrow);
    expect(await findFaults(page)).toEqual([]);
    await showAs(page, variants.dark);
    expect(await findByAxe(page, ['color-contrast'])).toEqual([]);
    await stage.strike();
  });

  test.each([
    'login',
    'settings',
    'forgot',
  ])('%s loads less than 60 kB, with the largest brand', async (name) => {
    const folder = makeFolder();
    const files = { BRAND_LOGO_FILE: path.join(folder, 'logo'), BRAND_CSS_FILE: path.join(folder, 'css') };
    writeFileSync(files.BRAND_LOGO_FILE, `${svg}<!-- ${randomBytes(11_100).toString('base64')} -->`);
    writeFileSync(files.BRAND_CSS_FILE, `/* ${randomBytes(11_200).toString('base64')} */`);
    const world = await World.start({ env: files });
    const visit = await PageVisit.begin(browser, world);
    // The logo is also the icon of the tab.
    const loaded = new Map<string, Promise<Buffer>>();
    visit.context.on('response', (response) => loaded.set(response.url(), response.body()));
    const page = await visit.open(`/account/${name}`);
    await page.waitForLoadState('networkidle');
    const sizes = (await Promise.all(loaded.values())).map((body) => gzipSync(body).length);
    const size = sizes.reduce((sum, each) => sum + each, 0);
    expect(sizes.length).toBeGreaterThanOrEqual(4);
    expect(size).toBeGreaterThan(22_000);
    expect(size).toBeLessThan(60_000);
    await visit.context.close();
    await world.stop();
  });
});
