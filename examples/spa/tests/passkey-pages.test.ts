import type { Browser, Page } from 'playwright-core';
import type { Person } from '../../../tests/support/client.ts';
import { freePort } from '../../../tests/support/free-port.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { codeOf, confirmTotp, passTime, startTotp } from '../../../tests/support/totp.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, PageVisit } from './account-page.ts';
import { openBrowser } from './browser.ts';
import { VirtualAuthenticator } from './virtual-authenticator.ts';
import { inBrowser, show } from './visit.ts';

inBrowser('passkeys on the account pages', () => {
  let world: World;
  let browser: Browser;
  let visit: PageVisit;
  /** Browsers bind no passkey to an IP address. */
  let origin: string;

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://localhost:${port}`;
    world = await World.start({ env: { PORT: String(port), PASSKEY_ORIGINS: origin } });
    browser = await openBrowser();
  });
  beforeEach(async () => {
    visit = await PageVisit.begin(browser, world);
  });
  afterEach(async () => {
    await visit.context.close();
    await world.sql('delete from throttle_counters');
  });
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  const makeOld = () => world.sql("update sessions set authenticated_at = now() - interval '1 hour'");
  const count = (field: string) => visit.sent.filter((each) => each === field).length;
  const logIn = async (page: Page, { username, password }: Person) => {
    await page.getByLabel('Username or email').fill(username);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
  };
  /** Opens the page with an authenticator that answers at once, and logs in by password. */
  const enter = async (person: Person, view = '') => {
    const page = await visit.open(`${origin}/account/settings${view}`);
    const authenticator = await VirtualAuthenticator.add(page);
    await logIn(page, person);
    return { page, authenticator };
  };
  const addPasskey = async (page: Page, name: string) => {
    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await page.getByLabel('Name (optional)').fill(name);
    await page.getByRole('button', { name: 'Add the passkey' }).click();
  };
  const passkeys = (page: Page) => page.locator('#passkeys h3').allTextContents();

  test('a user adds a passkey, and logs in with it by the button, without a second step', async () => {
    const person = await world.addPerson();
    const { page, authenticator } = await enter(person);
    await page.getByText('You have no passkeys yet.').waitFor();
    await addPasskey(page, 'Work laptop');
    await page.getByText('You have a new passkey: Work laptop').waitFor();
    expect(await passkeys(page)).toEqual(['Work laptop']);
    await page.getByText('Never', { exact: true }).waitFor();
    // The authenticator of this test has no name.
    expect(await page.locator('#passkeys dt:visible').allTextContents()).toEqual(['Added', 'Last used']);
    await show(page, 'passkeys-list');
    await addPasskey(page, '');
    await page
      .getByRole('dialog', { name: 'Confirm that it is you' })
      .getByRole('button', { name: 'Use a passkey' })
      .click();
    await page.getByText('This device already has a passkey for your account.').waitFor();

    await authenticator.touch(false);
    await page.reload();
    await page.getByRole('button', { name: 'Log in with a passkey' }).waitFor();
    await until('the suggestions', async () => count('startPasskeyLogin') === 2);
    await show(page, 'passkeys-login');
    await authenticator.verify(false);
    await authenticator.touch(true);
    await page.getByRole('button', { name: 'Log in with a passkey' }).click();
    await page.getByRole('alert', { name: 'No passkey used' }).getByText('No passkey was used.').waitFor();
    expect(count('finishPasskeyLogin')).toBe(0);
    await authenticator.verify(true);
    await page.getByRole('button', { name: 'Log in with a passkey' }).click();
    // The page opens the view that the URL names.
    await heading(page, 'Add a passkey');
    await page.getByRole('link', { name: 'Back to your account' }).click();
    await heading(page, 'Your account');
    expect(await page.getByText('Never', { exact: true }).count()).toBe(0);
    expect([count('finishPasskeyLogin'), count('continueLogin')]).toEqual([1, 0]);
    expect(visit.complaints).toEqual([]);
  });

  test('the browser suggests the passkey in the login form, also when the user comes back to it', async () => {
    const person = await world.addPerson();
    const { page, authenticator } = await enter(person, '#add-passkey');
    await page.getByRole('button', { name: 'Add the passkey' }).click();
    await page.getByText('You have a new passkey').waitFor();
    await authenticator.touch(false);
    await page.getByRole('button', { name: 'Log out: Chrome on Linux' }).click();
    await page.getByText('You are logged out.').waitFor();
    // An authenticator answers no request that began before it could.
    await authenticator.touch(true);
    await page.getByLabel('Username or email').focus();
    await heading(page, 'Your account');
    expect([count('finishPasskeyLogin'), count('startLogin')]).toEqual([1, 1]);
    expect(await page.getByText('You have a new passkey').count()).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  test('a user with a first passkey is offered recovery codes, since a lost passkey has no other substitute', async () => {
    const person = await world.addPerson();
    const { page } = await enter(person);
    await heading(page, 'Your account');
    expect(await page.getByRole('button', { name: 'Get recovery codes' }).isVisible()).toBe(false);
    await addPasskey(page, 'Work laptop');
    await page.getByText('You have no recovery codes. A recovery code replaces').waitFor();
    await show(page, 'passkeys-no-codes');
    await page.getByRole('button', { name: 'Get recovery codes' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Use a passkey' }).click();
    await heading(page, 'Store your recovery codes');
    for (const recoveryCode of await page.locator('#recovery-codes li').allTextContents())
      world.watch({ recoveryCode });
    await page.getByRole('button', { name: 'I have stored the codes' }).click();
    await page.getByText('You have recovery codes now.').waitFor();
    await page.getByRole('button', { name: 'Get new recovery codes' }).waitFor();
    expect(await page.getByRole('button', { name: 'Get recovery codes' }).isVisible()).toBe(false);
    expect(visit.complaints).toEqual([]);
  });

  test('a user renames a passkey, and removes it from the account and from the browser', async () => {
    const person = await world.addPerson();
    const { page, authenticator } = await enter(person);
    await addPasskey(page, 'Work laptop');
    await page.getByText('You have a new passkey').waitFor();
    expect(await authenticator.credentials()).toHaveLength(1);
    await page.getByRole('button', { name: 'Rename: Work laptop' }).click();
    await heading(page, 'Rename the passkey');
    expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('Work laptop');
    await page.getByRole('textbox', { name: 'Name' }).fill('Old laptop');
    await page.keyboard.press('Enter');
    await page.getByText('The passkey has a new name.').waitFor();

    await page.getByRole('button', { name: 'Remove: Old laptop' }).click();
    await heading(page, 'Remove the passkey');
    await page.getByText('Old laptop', { exact: true }).first().waitFor();
    await show(page, 'passkeys-remove');
    await makeOld();
    await page.getByRole('button', { name: 'Remove the passkey' }).click();
    // The passkey is the strongest proof of the account, so the dialog offers nothing else.
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByText('Confirm with your fingerprint').waitFor();
    expect(await focused(page)).toBe('button Use a passkey');
    expect(await dialog.getByRole('textbox').count()).toBe(0);
    await show(page, 'passkeys-dialog');
    await page.keyboard.press('Enter');
    await page.getByText('The passkey has been removed').waitFor();
    expect(await passkeys(page)).toEqual([]);
    await until('the browser to forget it', async () => (await authenticator.credentials()).length === 0);
    expect(visit.complaints).toEqual([]);
  });

  test('the browser forgets a passkey that the account no longer has', async () => {
    const person = await world.addPerson();
    const { page, authenticator } = await enter(person);
    await addPasskey(page, 'Work laptop');
    await page.getByText('You have a new passkey').waitFor();
    await world.sql('delete from passkeys');
    await authenticator.touch(false);
    await page.reload();
    await page.getByRole('button', { name: 'Log in with a passkey' }).waitFor();
    await authenticator.touch(true);
    await page.getByRole('button', { name: 'Log in with a passkey' }).click();
    await page.getByText('This passkey has been removed. Log in another way.').waitFor();
    await until('the browser to forget it', async () => (await authenticator.credentials()).length === 0);
    expect(visit.complaints).toEqual([]);
  });

  test('a passkey is a second step after the password, beside the authenticator app', async () => {
    const person = await world.addPerson();
    const { accessToken } = await world.openSession(person);
    const { secret } = (await startTotp(world, accessToken)).data.startTotp;
    const { recoveryCodes } = (await confirmTotp(world, codeOf(secret), accessToken)).data.confirmTotp;
    for (const recoveryCode of recoveryCodes) world.watch({ recoveryCode });
    await passTime(world, person);
    const { page, authenticator } = await enter(person);
    await page.getByRole('textbox', { name: 'Code from your authenticator app' }).fill(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Your account');
    await addPasskey(page, '');
    await page.getByText('You have a new passkey').waitFor();
    await authenticator.touch(false);
    await page.reload();
    await logIn(page, person);
    await heading(page, 'One more step');
    await authenticator.touch(true);
    await show(page, 'passkeys-second-step');
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await heading(page, 'Your account');
    expect([count('continueLogin'), count('finishPasskeyLogin')]).toEqual([2, 0]);
    expect(visit.complaints).toEqual([]);
  });

  test('a browser without passkeys says so, and logs in without them', async () => {
    const person = await world.addPerson();
    await visit.context.addInitScript(() => Reflect.deleteProperty(globalThis, 'PublicKeyCredential'));
    const page = await visit.open(`${origin}/account/settings`);
    await logIn(page, person);
    await page.getByText('This browser cannot use passkeys here.').waitFor();
    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await page.getByRole('button', { name: 'Add the passkey' }).click();
    await page.getByRole('alert').getByText('This browser cannot use passkeys here.').waitFor();
    expect(count('startPasskeyLogin')).toBe(0);
    expect(visit.complaints).toEqual([]);
  });

  test('is accessible on a small phone', async () => {
    const person = await world.addPerson();
    const phone = await PageVisit.begin(browser, world, {
      viewport: { width: 320, height: 640 },
      colorScheme: 'dark',
      locale: 'de',
    });
    const page = await phone.open(`${origin}/account/settings`);
    const authenticator = await VirtualAuthenticator.add(page);
    await page.getByRole('button', { name: 'Mit einem Passkey anmelden' }).waitFor();
    const check = async (name: string) => {
      expect(await findFaults(page)).toEqual([]);
      await show(page, `passkeys-phone-${name}`);
    };
    await check('login');
    await page.getByLabel('Benutzername oder E-Mail-Adresse').fill(person.username);
    await page.getByRole('textbox', { name: 'Passwort', exact: true }).fill(person.password);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'Passkey hinzufügen' }).click();
    await heading(page, 'Passkey hinzufügen');
    await check('add');
    await page.getByRole('button', { name: 'Passkey hinzufügen' }).click();
    await page.getByText('Sie haben einen neuen Passkey').waitFor();
    await check('list');
    await page.getByRole('button', { name: 'Umbenennen' }).click();
    await check('rename');
    await page.getByRole('link', { name: 'Zurück' }).locator('visible=true').click();
    await page.getByRole('button', { name: 'Entfernen' }).first().click();
    await makeOld();
    await page.getByRole('button', { name: 'Passkey entfernen' }).click();
    await page.getByRole('dialog').waitFor();
    await check('dialog');
    await page.emulateMedia({ forcedColors: 'active' });
    await check('dialog-forced');
    expect(await authenticator.credentials()).toHaveLength(1);
    expect(phone.complaints).toEqual([]);
    await phone.context.close();
  });
});
