import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { World } from '../../../tests/support/world.ts';
import { heading, logInOn, PageVisit, visitPages } from './account-page.ts';
import { inBrowser } from './visit.ts';

/** A single-page app without a login form of its own, as in docs/account-pages.md. */
const appFor = (auth: string) => `<!doctype html><title>The app</title><h1></h1><script type="module">
  const request = { query: 'mutation { refresh { accessToken user { username } } }' };
  const response = await fetch('${auth}/graphql', {
    method: 'POST',
    credentials: 'include',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request),
  });
  const { data } = await response.json();
  if (data?.refresh) document.querySelector('h1').textContent = 'Hello ' + data.refresh.user.username;
  else location.replace('${auth}/account/login?returnTo=' + encodeURIComponent(location.href));
</script>`;

inBrowser('the login page for an app', () => {
  let server: Server;
  let world: World;
  let visit: PageVisit;
  let app: string;
  let auth = '';

  visitPages((visited) => {
    ({ visit } = visited);
  });

  const browserOf = () => visit.context.browser();

  beforeAll(async () => {
    server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html').end(appFor(auth));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    app = `http://localhost:${(server.address() as AddressInfo).port}`;
    world = await World.start({ env: { REFRESH_TOKEN_COOKIE: 'true', CORS_ORIGINS: app } });
    auth = new URL(world.url).origin;
  });
  afterAll(async () => {
    server.closeAllConnections();
    server.close();
    await world.stop();
  });

  const openApp = async (path: string): Promise<Page> => {
    const page = await visit.context.newPage();
    await page.goto(app + path);
    return page;
  };

  test('logs in, and leads back to the page of the app that the user wanted', async () => {
    const person = await world.addPerson();
    const page = await openApp('/orders?id=7#latest');
    await heading(page, 'Log in to your account');
    await logInOn(page, person);
    await heading(page, `Hello ${person.username}`);
    expect(page.url()).toBe(`${app}/orders?id=7#latest`);
    await page.reload();
    await heading(page, `Hello ${person.username}`);
  });

  test('asks before it leads back with a session, so that app and page cannot send the user back and forth', async () => {
    const [person, other] = [await world.addPerson(), await world.addPerson()];
    const page = await openApp('/');
    await logInOn(page, person);
    await heading(page, `Hello ${person.username}`);
    const login = `${auth}/account/login?returnTo=${encodeURIComponent(`${app}/next`)}`;
    await page.goto(login);
    await heading(page, 'You are already logged in');
    await page.getByText(person.username).waitFor();
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, `Hello ${person.username}`);
    expect(page.url()).toBe(`${app}/next`);
    await page.goto(login);
    await page.getByRole('button', { name: 'Log in with another account' }).click();
    await logInOn(page, other);
    await heading(page, `Hello ${other.username}`);
  });

  test('the settings stay where they are, and have a link to the app', async () => {
    const person = await world.addPerson();
    const page = await openApp('/');
    await logInOn(page, person);
    await heading(page, `Hello ${person.username}`);
    await page.goto(`${auth}/account/settings?returnTo=${encodeURIComponent(`${app}/`)}`);
    await heading(page, 'Your account');
    await page.getByRole('link', { name: `Go to ${new URL(app).host}` }).click();
    await heading(page, `Hello ${person.username}`);
  });

  test('without a cookie, the user stays on the page, since the app could not take over the session', async () => {
    const browser = browserOf();
    const without = await World.start({ env: { CORS_ORIGINS: app } });
    const own = await PageVisit.begin(browser as NonNullable<typeof browser>, without);
    const person = await without.addPerson();
    const page = await own.open(`/account/login?returnTo=${encodeURIComponent(`${app}/`)}`);
    await logInOn(page, person);
    await heading(page, 'Your account');
    const link = page.getByRole('link', { name: `Go to ${new URL(app).host}` });
    expect(await link.getAttribute('href')).toBe(`${app}/`);
    expect(own.complaints).toEqual([]);
    await own.context.close();
    await without.stop();
  });
});
