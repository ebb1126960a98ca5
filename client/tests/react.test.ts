import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { makePerson } from '../../tests/support/client.ts';
import { World } from '../../tests/support/world.ts';
import { bundle } from './bundle.ts';
import { serveReactPage } from './react-page/serve.ts';
import type * as server from './react-page/server.tsx';

let world: World;
let browser: Browser;
let pages: Awaited<ReturnType<typeof serveReactPage>>;
let context: BrowserContext;
let failures: string[];

beforeAll(async () => {
  pages = await serveReactPage();
  world = await World.start({
    env: { CORS_ORIGINS: pages.origin, PASSKEY_RP_ID: 'localhost', PASSKEY_ORIGINS: pages.origin },
  });
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
  });
});
afterAll(async () => {
  await browser?.close();
  pages?.close();
  await world?.stop();
});
beforeEach(async () => {
  failures = [];
  context = await browser.newContext();
});
afterEach(async () => {
  await context.close();
  expect(failures).toEqual([]);
});

async function open(query = ''): Promise<Page> {
  const page = await context.newPage();
  page.on('pageerror', (error) => failures.push(String(error)));
  // Such as warnings of React.
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      failures.push(message.text());
  });
  await page.goto(`${pages.origin}/?uri=${encodeURIComponent(world.url)}${query}`);
  return page;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

test('a new user signs up, sees the protected part, logs out, and logs in after a wrong password', async () => {
  const { username, email, password } = makePerson();
  const page = await open();
  await heading(page, 'Log in');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await heading(page, 'Sign up');
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('short');
  await page.getByRole('button', { name: 'Sign up' }).click();
  await page.getByText('This password is too short').first().waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign up' }).click();
  await heading(page, `Hello ${username}`);
  await page.getByRole('button', { name: 'Log out' }).click();
  await heading(page, 'Log in');
  await page.getByText('You are logged out.').waitFor();
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(`not ${password}`);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  const summary = page.getByRole('group', { name: 'Something is missing or wrong' });
  await summary.waitFor();
  expect(await summary.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(await page.getByLabel('Username or email').inputValue()).toBe(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
  await heading(page, `Hello ${username}`);
  await page.reload();
  await heading(page, `Hello ${username}`);
});

test('a server renders the session as loading, or with the user that it knows', async () => {
  const [chunk] = await bundle("export * from 'client/tests/react-page/server.tsx';", { isForNode: true });
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'react-')), 'server.mjs');
  await writeFile(file, chunk?.code ?? '');
  const { render } = (await import(pathToFileURL(file).href)) as typeof server;
  await rm(path.dirname(file), { recursive: true });
  const user = { id: '1', username: 'alice', email: null, isActive: true };
  expect(render()).toBe('<p>loading</p><p>Loading</p>');
  expect(render(user)).toBe('<p>authenticated</p><p>Hello alice</p>');
  expect(render(null)).toContain('<p>anonymous</p><div class="auth"><section');
});
