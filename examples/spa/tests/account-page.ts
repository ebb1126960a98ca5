import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { Person } from '../../../tests/support/client.ts';
import { within } from '../../../tests/support/patience.ts';
import { World } from '../../../tests/support/world.ts';
import { openBrowser } from './browser.ts';

export type { Browser, Page } from 'playwright-core';

/** One person's browser on the account pages. Records what the pages send, and what the browser complains about. */
export class PageVisit {
  /** The names of the mutations, in order. */
  readonly sent: string[] = [];
  readonly complaints: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    private readonly world: World,
  ) {}

  static async begin(
    browser: Browser,
    world: World,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<PageVisit> {
    const context = await browser.newContext({
      viewport: { width: 800, height: 700 },
      locale: 'en',
      ...options,
    });
    context.setDefaultTimeout(within(10_000));
    await context.addInitScript(() => {
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
        reportError(new Error(`violation: ${violatedDirective} ${blockedURI}`)),
      );
    });
    return new PageVisit(context, world);
  }

  /** Opens a URL, as if from a mail. */
  async open(path: string): Promise<Page> {
    const page = await this.context.newPage();
    const url = new URL(path, this.world.url);
    page.on('request', (request) => {
      if (!request.url().startsWith(url.origin)) this.complaints.push(`elsewhere: ${request.url()}`);
      const [, field] = /\{\s*(\w+)/.exec(request.postDataJSON()?.query ?? '') ?? [];
      if (field) this.sent.push(field);
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.complaints.push(message.text());
    });
    await page.goto(url.href);
    return page;
  }
}

interface Visited {
  world: World;
  browser: Browser;
  visit: PageVisit;
}

/** Starts a service and a browser for the tests of this `describe`, and gives each test its own visit. */
export function visitPages(
  take: (visited: Visited) => void,
  env: Readonly<Record<string, string>> = {},
): void {
  let world: World;
  let browser: Browser;
  let visit: PageVisit;
  beforeAll(async () => {
    world = await World.start({ env });
    browser = await openBrowser();
  });
  beforeEach(async () => {
    visit = await PageVisit.begin(browser, world);
    take({ world, browser, visit });
  });
  afterEach(() => visit.context.close());
  afterAll(async () => {
    await browser.close();
    await world.stop();
  });
}

/** A scanner that opens links, and runs their scripts and timers for ten seconds. @returns what the pages sent. */
export async function scan(browser: Browser, world: World, links: readonly string[]): Promise<string[]> {
  const scanner = await PageVisit.begin(browser, world);
  // The pages' clock runs through this time at once.
  await scanner.context.clock.install();
  for (const link of links) {
    const page = await scanner.open(link);
    await page.mouse.move(100, 300);
    await page.clock.runFor(10_000);
    // A request of the last timer takes a moment to be recorded.
    await page.waitForTimeout(500);
  }
  await scanner.context.close();
  return scanner.sent;
}

/** Fills in the form of `/account/login`. */
export const logInOn = async (page: Page, { username, password }: Person): Promise<void> => {
  await page.getByLabel('Username or email').fill(username);
  await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
};

export const heading = (page: Page, name: string) =>
  page.getByRole('heading', { level: 1, name, exact: true }).waitFor();

/** The role and name of the focused element, as screen readers announce them. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    if (element instanceof HTMLInputElement)
      return `${element.type} ${element.labels?.[0]?.textContent?.trim()}`;
    return `${element?.tagName.toLowerCase()} ${element?.textContent?.trim()}`;
  });

/** Presses Tab until this element has focus. @throws if no such element can be reached. */
export const tabTo = async (page: Page, wanted: string): Promise<void> => {
  for (let presses = 0; presses < 40; presses += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)) === wanted) return;
  }
  throw new Error(`No Tab leads to ${wanted}; the last one led to ${await focused(page)}.`);
};
