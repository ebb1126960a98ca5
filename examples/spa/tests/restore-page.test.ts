import type { Browser } from 'playwright-core';
import { closePerson, stateOf } from '../../../tests/support/deletion.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, PageVisit } from './account-page.ts';
import { openBrowser } from './browser.ts';
import { inBrowser, show } from './visit.ts';

inBrowser('the link that keeps an account', () => {
  let world: World;
  let browser: Browser;
  let visit: PageVisit;

  beforeAll(async () => {
    world = await World.start();
    browser = await openBrowser();
  });
  beforeEach(async () => {
    visit = await PageVisit.begin(browser, world);
  });
  afterEach(() => visit.context.close());
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  test('changes nothing until a click, then keeps the account', async () => {
    const { person, link } = await closePerson(world);
    const page = await visit.open(`/account/restore#token=${link}`);
    await heading(page, 'Keep your account?');
    expect(new URL(page.url()).hash).toBe('');
    expect(await findFaults(page)).toEqual([]);
    expect(await stateOf(world, person)).toMatchObject({ isActive: false, isClosing: true });
    await show(page, 'account-restore');
    await page.getByRole('button', { name: 'Keep the account' }).click();
    await heading(page, 'Your account stays');
    expect(await focused(page)).toBe('h1 Your account stays');
    expect(await findFaults(page)).toEqual([]);
    expect(await stateOf(world, person)).toMatchObject({ isActive: true, isClosing: false });
    await page.getByRole('link', { name: 'Reset your password' }).click();
    await heading(page, 'Forgot your password?');
  });

  test('says why it does not work, and offers a new mail', async () => {
    const { link } = await closePerson(world);
    const page = await visit.open(`/account/restore#token=${link}`);
    await page.getByRole('button', { name: 'Keep the account' }).click();
    await heading(page, 'Your account stays');
    const again = await visit.open(`/account/restore#token=${link}`);
    await again.getByRole('button', { name: 'Keep the account' }).click();
    await heading(again, 'This link has already been used');
    await again
      .locator('[data-view="used"]')
      .getByText('Your account has been kept with this link.')
      .waitFor();
    expect(await again.getByRole('link', { name: 'Request a new mail' }).isVisible()).toBe(false);
    const missing = await visit.open('/account/restore');
    await heading(missing, 'This link does not work');
    expect(await missing.textContent('main')).toContain('The link is incomplete.');
    await missing.getByRole('link', { name: 'Request a new mail' }).click();
    await heading(missing, 'Forgot your password?');
  });
});
