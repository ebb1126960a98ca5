import type { Browser } from 'playwright-core';
import { codes, makePerson } from '../../../tests/support/client.ts';
import { dropDatabase, makeDatabase } from '../../../tests/support/databases.ts';
import { freePort } from '../../../tests/support/free-port.ts';
import { makeFolder, until } from '../../../tests/support/left-behind.ts';
import { within } from '../../../tests/support/patience.ts';
import { leaveNothingBehind, type ServiceProcess, start } from '../../../tests/support/service-process.ts';
import { testSecretKey } from '../../../tests/support/tokens.ts';
import { openBrowser } from './browser.ts';
import { inBrowser, show } from './visit.ts';

leaveNothingBehind();

inBrowser('the first minutes of development, without a mail server and without an app', () => {
  let database: string;
  let service: ServiceProcess;
  let browser: Browser;

  beforeAll(async () => {
    database = await makeDatabase();
    const env = { SECRET_KEY: testSecretKey, DATABASE_URL: database, PORT: String(await freePort()) };
    service = await start({ folder: makeFolder(), env });
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await service.end('SIGTERM');
    await dropDatabase(database);
  });

  test.each([
    ['text', 'pre a'],
    ['HTML', 'iframe'],
  ])('a forgotten password is replaced, from the page of the mails to the login: the link in the %s', async (_form, place) => {
    const person = makePerson();
    await service.signUp(person);
    const context = await browser.newContext({ locale: 'en' });
    context.setDefaultTimeout(within(10_000));
    const page = await context.newPage();
    await page.goto(new URL('/account/forgot', service.url).href);
    await page.getByLabel('Email').fill(person.email);
    await page.getByRole('button', { name: 'Send the mail' }).click();
    await page.getByRole('heading', { name: 'Check your mail' }).waitFor();

    const mails = await context.newPage();
    const mail = mails.locator('details', { hasText: person.email });
    await until('the mail', async () => {
      await mails.goto(new URL('/mails', service.url).href);
      return (await mail.count()) > 0;
    });
    await show(mails, 'mails');
    const link =
      place === 'iframe' ? mail.frameLocator(place).getByRole('link').first() : mail.locator(place).first();
    const [reset] = await Promise.all([context.waitForEvent('page'), link.click()]);
    const newPassword = `another walk ${place}`;
    await reset.getByLabel('New password').fill(newPassword);
    await reset.getByRole('button', { name: 'Change the password' }).click();
    await reset.getByRole('heading', { name: 'Your password has been changed' }).waitFor();
    expect(codes(await service.logIn({ ...person, password: newPassword }))).toEqual([]);
    await context.close();
  });
});
