import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import type { Locator, Page } from 'playwright-core';
import { makePerson } from '../../../tests/support/client.ts';
import { statement } from '../../../tests/support/databases.ts';
import { freePort } from '../../../tests/support/free-port.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { codeOf } from '../../../tests/support/totp.ts';
import { findFaults } from './accessibility.ts';
import { focused } from './account-page.ts';
import { signedUp } from './signed-up.ts';
import { enterCode, leaveApp, saveCodes, turnOn } from './two-step-pages.ts';
import { VirtualAuthenticator } from './virtual-authenticator.ts';
import { goHome, inBrowser, logIn, openAccount, openSetting, problems, show } from './visit.ts';

/** The app on another port, which is another origin. */
const elsewhere = `http://localhost:${await freePort()}`;
const noPasskey = 'No passkey was used: ';

inBrowser('passkeys in the app', () => {
  const at = signedUp({ CORS_ORIGINS: elsewhere });
  let authenticator: VirtualAuthenticator;
  beforeEach(async () => {
    authenticator = await VirtualAuthenticator.add(at.page);
    await at.page.evaluate(() => {
      const get = navigator.credentials.get.bind(navigator.credentials);
      navigator.credentials.get = (options) => {
        if (options?.mediation === 'conditional') document.documentElement.dataset.autofill = 'waits';
        return get(options);
      };
    });
  });

  const greeting = () => at.page.getByRole('heading', { name: `Hello ${at.person.username}` }).waitFor();
  const add = async (name: string) => {
    await openSetting(at.page, 'Add a passkey');
    await at.page.getByLabel('Name (optional)').fill(name);
    await at.page.getByRole('button', { name: 'Add the passkey' }).click();
  };
  const addFirst = async (name = 'Laptop') => {
    await add(name);
    await at.page.getByRole('heading', { level: 3, name }).waitFor();
  };
  const usePasskey = (where: Page | Locator = at.page) =>
    where.getByRole('button', { name: /^(Use|Log in with) a passkey$/ }).click();
  /** Logs out, and lets the autofill of the login form wait for the user. */
  const leave = async () => {
    await authenticator.touch(false);
    await at.page.evaluate(() => delete document.documentElement.dataset.autofill);
    const before = at.visit.count('startPasskeyLogin');
    const answered = at.page.waitForResponse((response) =>
      (response.request().postData() ?? '').includes('startPasskeyLogin'),
    );
    await leaveApp(at.page);
    await answered;
    // A request that begins after the authenticator is touched again is answered at once.
    await at.page.locator('html[data-autofill]').waitFor();
    expect(at.visit.count('startPasskeyLogin')).toBe(before + 1);
  };
  const dialog = () => at.page.getByRole('dialog', { name: 'Confirm that it is you' });
  const letPass = () =>
    statement(at.database, "update sessions set authenticated_at = now() - interval '1 hour'");

  test('are added, listed, renamed, and log in by a click', async () => {
    await addFirst('Laptop');
    await at.page.getByText('You have a new passkey: Laptop').waitFor();
    await at.page.getByText('Never', { exact: true }).waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'passkeys');
    await at.page.getByRole('button', { name: 'Rename: Laptop' }).click();
    await at.page.getByLabel('Name', { exact: true }).fill('Work laptop');
    expect(await findFaults(at.page)).toEqual([]);
    await at.page.keyboard.press('Enter');
    await at.page.getByText('The passkey has a new name.').waitFor();
    await at.page.getByRole('heading', { level: 3, name: 'Work laptop' }).waitFor();

    await leave();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'login-with-passkey');
    await authenticator.touch(true);
    await usePasskey();
    await greeting();
    await openAccount(at.page);
    expect(await at.page.getByText('Never', { exact: true }).count()).toBe(0);
  });

  test('come with an offer of recovery codes, until the user has some', async () => {
    await openAccount(at.page);
    const offer = at.page.getByRole('button', { name: 'Get recovery codes' });
    expect(await offer.count()).toBe(0);
    await add('Laptop');
    await at.page.getByText('You have no recovery codes.').waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'passkeys-no-codes');
    await offer.click();
    await usePasskey(dialog());
    expect(await saveCodes(at.page)).toHaveLength(10);
    await at.page.getByRole('heading', { level: 3, name: 'Laptop' }).waitFor();
    expect(await offer.count()).toBe(0);
    await at.page.getByRole('button', { name: 'Get new recovery codes' }).waitFor();
  });

  test('are offered by the autofill of the login form', async () => {
    await addFirst();
    await leave();
    await authenticator.touch(true);
    await at.page.reload();
    await greeting();
    expect(at.visit.count('finishPasskeyLogin')).toBe(1);
  });

  test('log in by a click while the autofill waits', async () => {
    await addFirst();
    await leave();
    await authenticator.touch(true);
    await usePasskey();
    await greeting();
    expect(at.visit.count('finishPasskeyLogin')).toBe(1);
  });

  test('need a device that checks the user: a human text says so', async () => {
    await authenticator.verify(false);
    await add('Laptop');
    await problems(at.page).getByText(noPasskey).waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'passkey-refused');
    expect(await authenticator.credentials()).toEqual([]);
    expect(at.visit.count('finishPasskeyRegistration')).toBe(0);
  });

  test('can be on two devices, one on each; a removed one disappears from its device', async () => {
    await addFirst('Laptop');
    await add('Laptop again');
    // From now on, an identity needs the strongest proof that the account has.
    await usePasskey(dialog());
    await problems(at.page).getByText('This device already has a passkey for your account.').waitFor();
    await at.page.getByRole('button', { name: 'Back to your account' }).click();
    const key = await VirtualAuthenticator.add(at.page, 'usb');
    await add('Security key');
    await at.page.getByRole('heading', { name: 'Security key' }).waitFor();
    expect([(await authenticator.credentials()).length, (await key.credentials()).length]).toEqual([1, 1]);

    await at.page.getByRole('button', { name: 'Remove: Laptop' }).click();
    expect(await findFaults(at.page)).toEqual([]);
    await at.page.getByRole('button', { name: 'Remove the passkey' }).click();
    await at.page.getByText('The passkey has been removed').waitFor();
    await until('the device to forget it', async () => (await authenticator.credentials()).length === 0);
    expect(await key.credentials()).toHaveLength(1);
    await goHome(at.page);
    await greeting();
  });

  test('that the service does not know disappear from the device when the user chooses them', async () => {
    await addFirst();
    await leave();
    await statement(at.database, 'delete from passkeys');
    await authenticator.touch(true);
    await usePasskey();
    await problems(at.page).getByText('This passkey has been removed.').waitFor();
    await until('the device to forget it', async () => (await authenticator.credentials()).length === 0);
  });

  test('get the new username', async () => {
    await addFirst();
    const { username } = makePerson();
    await openSetting(at.page, 'Change your username');
    await at.page.getByLabel('New username').fill(username);
    await at.page.getByRole('button', { name: 'Change the username' }).click();
    await at.page.getByText('Your username has been changed.').waitFor();
    await until('the device to know the name', async () =>
      (await authenticator.credentials()).every(({ userName }) => userName === username),
    );
  });

  test('do not work on a page of another origin', async () => {
    await addFirst();
    await leave();
    const server = await serveElsewhere(at.app.url);
    await at.page.goto(elsewhere);
    await authenticator.touch(true);
    await usePasskey();
    await problems(at.page).getByText('This passkey could not be verified').waitFor();
    await authenticator.touch(false);
    // The service knows the passkey, so the device keeps it.
    expect(await authenticator.credentials()).toHaveLength(1);
    server.closeAllConnections();
    server.close();
  });

  test('confirm an identity without losing the form, and are the second step of a login', async () => {
    const { secret } = await turnOn(at.page, at.database);
    await addFirst();
    await openSetting(at.page, 'Change your email');
    await at.page.getByLabel('New email').fill('kept@example.com');
    await letPass();
    await at.page.getByRole('button', { name: 'Send the mail' }).click();
    await dialog().getByRole('button', { name: 'Use a passkey' }).waitFor();
    expect(await focused(at.page)).toBe('text Code from your authenticator app');
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'confirm-by-passkey');
    await authenticator.verify(false);
    await usePasskey(dialog());
    await dialog().getByText(noPasskey).first().waitFor();
    await authenticator.verify(true);
    await usePasskey(dialog());
    await at.page.getByRole('heading', { name: 'Check your mail' }).waitFor();
    await at.page.getByRole('button', { name: 'Back to your account' }).click();

    await leave();
    await logIn(at.page, at.person, at.person.password);
    await at.page.getByRole('heading', { name: 'One more step' }).waitFor();
    expect(await focused(at.page)).toBe('text Code from your authenticator app');
    expect(await findFaults(at.page)).toEqual([]);
    await authenticator.touch(true);
    await usePasskey();
    await greeting();

    await leave();
    await logIn(at.page, at.person, at.person.password);
    await enterCode(at.page, codeOf(secret));
    await greeting();
  });

  test('are offered after a login with a password, and added by a click', async () => {
    await leave();
    await authenticator.touch(true);
    await logIn(at.page, at.person, at.person.password);
    const offer = at.page.getByRole('region', { name: 'Passkeys' });
    await offer.waitFor();
    expect(await findFaults(at.page)).toEqual([]);
    await show(at.page, 'passkey-offer');
    await offer.getByRole('button', { name: 'Add a passkey' }).click();
    await at.page.getByText('The passkey is added.').waitFor();
    expect(await offer.count()).toBe(0);
    expect(await authenticator.credentials()).toHaveLength(1);
  });
});

/** Serves the app at the other origin too. */
async function serveElsewhere(app: string): Promise<Server> {
  const server = createServer(({ url = '/', headers }, response) => {
    get(new URL(url, app), { headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(response);
    });
  });
  await once(server.listen(Number(new URL(elsewhere).port), 'localhost'), 'listening');
  return server;
}
