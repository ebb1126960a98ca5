import path from 'node:path';
import { type Browser, type Page, PageVisit } from '../examples/spa/tests/account-page.ts';
import type { Person } from '../tests/support/client.ts';
import { freePort } from '../tests/support/free-port.ts';
import { mailedTo } from '../tests/support/mailed.ts';
import { World } from '../tests/support/world.ts';

export type Account = Person & { id: string };

/** Services with one database. */
export interface Services {
  /** Offers passkeys, since it knows its own origin. */
  plain: World;
  /** A login requires a verified email, and a second factor. */
  strict: World;
}

/** A product with its own look. */
const brand = {
  BRAND_NAME: 'Difference Engine',
  BRAND_LOGO_FILE: path.join(import.meta.dirname, 'logo.svg'),
  SUPPORT_EMAIL: 'help@engine.example',
};

export async function startServices(env: Readonly<Record<string, string>> = {}): Promise<Services> {
  const port = await freePort();
  const own = { ...brand, PORT: String(port), PASSKEY_ORIGINS: `http://localhost:${port}` };
  const plain = await World.start({ env: { ...own, ...env } });
  const required = { ...brand, EMAIL_VERIFICATION: 'required', SECOND_FACTOR: 'required' };
  const strict = await World.start({ database: plain.database, env: { ...required, ...env } });
  return { plain, strict };
}

export async function stopServices({ plain, strict }: Services): Promise<void> {
  await strict.stop();
  await plain.stop();
}

/** Where a state of a page is brought about. It finds elements by their names, which are the same in every language. */
export class Stage {
  private constructor(
    readonly services: Services,
    private readonly visit: PageVisit,
  ) {}

  static async set(browser: Browser, services: Services, locale: string): Promise<Stage> {
    const options = { locale, viewport: { width: 1000, height: 760 }, reducedMotion: 'reduce' } as const;
    return new Stage(services, await PageVisit.begin(browser, services.plain, options));
  }

  async strike(): Promise<void> {
    await this.visit.context.close();
    await this.world.sql('delete from throttle_counters');
  }

  get world(): World {
    return this.services.plain;
  }

  /** An account with the same name in every picture. */
  async account(): Promise<Account> {
    const account = await this.world.addPerson();
    const { id } = account;
    const [username, email] = ['ada', 'ada.lovelace@example.com'];
    await this.world.sql('delete from users where username = $1', [username]);
    await this.world.sql('update users set username = $2, email = $3 where id = $1', [id, username, email]);
    return { ...account, username, email };
  }

  async tokenTo({ email }: { email: string }, kind: string): Promise<string> {
    return (await mailedTo(this.world, email, kind)).token;
  }

  /** @param path below `/account/`. */
  open(path: string, { url } = this.world): Promise<Page> {
    const page = new URL(`/account/${path}`, url);
    // Browsers bind no passkey to an IP address.
    page.hostname = 'localhost';
    return this.visit.open(page.href);
  }
}

/** Waits for a view. */
export const shown = (page: Page, view: string) =>
  page.locator(`[data-view="${view}"]:not([hidden])`).waitFor();

/** Waits for the list of problems, of the page or of its dialog. */
export const refused = (page: Page) => page.locator('.summary:not([hidden])').waitFor();

/** Fills in a form and sends it. */
export async function submit(page: Page, form: string, values: Readonly<Record<string, string>> = {}) {
  const shown = page.locator(`[data-form="${form}"]`).filter({ visible: true }).first();
  for (const [name, value] of Object.entries(values)) await shown.locator(`[name="${name}"]`).fill(value);
  await shown.locator('button[type="submit"]').click();
}

/** Answers every operation with this error, or the one that is named. */
export async function refuse(page: Page, extensions: object, operation = ''): Promise<void> {
  await page.route('**/graphql', (route) => {
    if (!route.request().postData()?.includes(operation)) return route.fallback();
    return route.fulfill({ json: { data: null, errors: [{ message: '', extensions }] } });
  });
}

/** Answers no operation. */
export const keepWaiting = (page: Page) => page.route('**/graphql', () => undefined);

export const cutOff = (page: Page) => page.route('**/graphql', (route) => route.abort());
