import type { Browser } from 'playwright-core';
import { codes } from '../../../tests/support/client.ts';
import { mailedTo } from '../../../tests/support/mailed.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, PageVisit } from './account-page.ts';
import { openBrowser } from './browser.ts';
import { inBrowser, show } from './visit.ts';

const newPassword = 'another walk along the harbour';

inBrowser('the link of a mail about a new device', () => {
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

  /** A thief logs in from another device. @returns the link in the owner's mail. */
  const beRobbed = async () => {
    const person = await world.addPerson();
    await world.openSession(person);
    const { data } = await world.logIn(person, { headers: { 'user-agent': 'curl/8.5.0' } });
    const { token } = await mailedTo(world, person.email, 'new-device');
    return { person, token, thief: data.login.accessToken as string };
  };

  test('leads by one button and a mailed code to a new password', async () => {
    const { person, token, thief } = await beRobbed();
    const page = await visit.open(`/account/secure#token=${token}`);
    await heading(page, 'Secure your account');
    expect(new URL(page.url()).hash).toBe('');
    expect(await findFaults(page)).toEqual([]);
    await show(page, 'account-secure');
    // A GET, as from a program that opens every link in a mail, changes nothing.
    expect([visit.sent, codes(await world.me(thief))]).toEqual([[], []]);

    await page.getByRole('button', { name: 'Secure the account' }).click();
    await heading(page, 'Your account is secured');
    expect(await focused(page)).toBe('h1 Your account is secured');
    expect(codes(await world.me(thief))).toEqual(['UNAUTHENTICATED']);
    expect(await findFaults(page)).toEqual([]);
    await show(page, 'account-secured');

    const { code } = await mailedTo(world, person.email, 'reset-password');
    await page.getByLabel('Code from the mail').fill(code);
    await page.getByLabel('New password').fill(newPassword);
    await page.getByRole('button', { name: 'Change the password' }).click();
    await heading(page, 'Your password has been changed');
    expect(codes(await world.logIn({ ...person, password: newPassword }))).toEqual([]);
    expect(visit.sent).toEqual(['secureAccount', 'resetPassword']);
    expect(visit.complaints).toEqual([]);
  });

  test('says in plain words that it was used, is damaged or incomplete, and offers a new password', async () => {
    const { token } = await beRobbed();
    await world.ask(
      'mutation ($input: SecureAccountInput!) { secureAccount(input: $input) { revokedSessions } }',
      {
        input: { token },
      },
    );
    const press = { name: 'Secure the account' };
    for (const [sent, words] of [
      [token, 'The link has already been used'],
      [`${token.slice(0, -4)}AAAA`, 'The link is damaged'],
    ] as const) {
      const page = await visit.open(`/account/secure#token=${sent}`);
      await page.getByRole('button', press).click();
      await heading(page, 'This link does not work');
      await page.getByText(words).waitFor();
      await page.getByRole('link', { name: 'Request a new mail' }).click();
      await heading(page, 'Forgot your password?');
    }
    const cut = await visit.open('/account/secure');
    await heading(cut, 'This link does not work');
    await cut.getByText('The link is incomplete').waitFor();
    expect(visit.complaints).toEqual([]);
  });
});
