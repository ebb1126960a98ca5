import { existsSync } from 'node:fs';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { SessionEnd } from '../../../client/src/index.ts';
import { chromiumPath } from '../../../tests/support/chromium.ts';
import { makePerson, type Person } from '../../../tests/support/client.ts';
import { patientDatabase, within } from '../../../tests/support/patience.ts';
import { testSecretKey } from '../../../tests/support/tokens.ts';
import { BuiltApp } from './built-app.ts';

/** Skips browser tests if Chromium is missing, except in CI, where it must be installed. */
export const inBrowser = existsSync(chromiumPath) || process.env.CI ? describe : describe.skip;

const accessTokenSeconds = 3;
/** How long to wait until an access token has certainly expired, in milliseconds. */
export const expiry = accessTokenSeconds * 1000 + 300;
const screenshots = process.env.SCREENSHOTS;

export const env = {
  SECRET_KEY: testSecretKey,
  BCRYPT_COST: '10',
  ACCESS_TOKEN_TTL: `${accessTokenSeconds}s`,
  REFRESHES_PER_ADDRESS: 'off',
  LOGIN_FAILURES_PER_ADDRESS: 'off',
  DATA_DIR: '/nonexistent/not-needed',
  ...patientDatabase,
};

/** Serves the built app, and starts its service on this database. */
export function startApp(
  database: string,
  storage: 'cookie' | 'local',
  more: Readonly<Record<string, string>> = {},
): Promise<BuiltApp> {
  // With DEBUG, any page on this machine could call the service.
  return BuiltApp.start(storage, { ...env, DATABASE_URL: database, DEBUG: 'false', ...more });
}

/** The URLs of the app and its service. */
type Site = Pick<BuiltApp, 'url' | 'auth'>;

/** One user's browser, with any number of tabs. */
export class Visit {
  readonly sent: string[] = [];
  /** Which token each refresh sent, and which it got back. */
  readonly refreshes: { sent: string; brought: string }[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly app: Site,
  ) {}

  static async begin(browser: Browser, app: Site): Promise<Visit> {
    const context = await browser.newContext({ viewport: { width: 800, height: 700 } });
    context.setDefaultTimeout(within(30_000));
    return new Visit(context, app);
  }

  async openTab(url = this.app.url): Promise<Page> {
    const page = await this.context.newPage();
    page.on('request', (request) => {
      const [, field] =
        /\{\s*(\w+)/.exec(request.postDataJSON?.()?.query?.replace(/^(query|mutation) \w+[^{]*/, '') ?? '') ??
        [];
      if (request.method() === 'POST' && field) this.sent.push(field);
    });
    page.on('response', async (response) => {
      const sent = response.request().postDataJSON?.()?.variables?.input?.refreshToken;
      const brought = (await response.json().catch(() => null))?.data?.refresh?.refreshToken;
      if (sent && brought) this.refreshes.push({ sent, brought });
    });
    await page.goto(url);
    return page;
  }

  count(field: string): number {
    return this.sent.filter((each) => each === field).length;
  }
}

export const signUp = async (page: Page): Promise<Person> => {
  const person = makePerson();
  await openSignup(page);
  await fillSignup(page, person);
  await page.getByRole('heading', { name: `Hello ${person.username}` }).waitFor();
  await page.getByText(person.email).waitFor();
  return person;
};

export const openSignup = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Sign up' }).click();
  await page.getByRole('heading', { name: 'Sign up' }).waitFor();
};

export const fillSignup = async (page: Page, { username, email, password }: Person): Promise<void> => {
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign up', exact: true }).click();
};

/** The list of problems above a form, which takes the focus. Its links lead to the fields. */
export const problems = (page: Page) => page.locator('.summary');
/** Logs out with the menu in the header. */
export const logOut = async (page: Page, name = 'Log out'): Promise<void> => {
  await page.getByRole('button', { name: /^Your account: / }).click();
  await page.getByRole('button', { name, exact: true }).click();
};
export const openAccount = async (page: Page): Promise<void> => {
  await page.getByRole('link', { name: 'Account settings' }).click();
  await page.getByRole('heading', { name: 'Profile' }).waitFor();
};
/** Opens a form of the account settings. */
export const openSetting = async (page: Page, name: string): Promise<void> => {
  if (new URL(page.url()).pathname !== '/account') await openAccount(page);
  await page.getByRole('button', { name, exact: true }).click();
};
export const goHome = (page: Page) => page.getByRole('link', { name: 'Auth service example' }).click();
export const isFocused = (page: Page, label: string): Promise<boolean> =>
  page.getByLabel(label, { exact: true }).evaluate((element) => element === document.activeElement);

export const logIn = async (page: Page, { username }: Person, password: string): Promise<void> => {
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
};

export const lookAgain = (page: Page) => page.getByRole('button', { name: 'Refresh' }).click();
export const looked = (page: Page, times: number) =>
  page.getByText(`Refreshed: ${times}`, { exact: true }).waitFor();
export const show = async (page: Page, name: string) => {
  if (screenshots) await page.screenshot({ path: `${screenshots}/${name}.png`, fullPage: true });
};
/** Holds back refresh requests. @returns a function that releases them. */
export const holdRefreshes = async (page: Page): Promise<() => void> => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('refresh(')) await held;
    await route.continue();
  });
  return release;
};
/** The app's localStorage: the session, or why it ended. */
export const stored = (page: Page) =>
  page.evaluate(
    () =>
      JSON.parse(localStorage.getItem('auth-session') ?? 'null') as {
        refreshToken?: string;
        end?: SessionEnd;
      } | null,
  );

/** Records violations of the Content-Security-Policy, and errors of scripts. */
export function watch(context: BrowserContext): string[] {
  const complaints: string[] = [];
  context.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  context.on('weberror', (error) => complaints.push(String(error.error())));
  return complaints;
}
