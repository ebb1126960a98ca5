import type { Page } from '../../examples/spa/tests/account-page.ts';
import { VirtualAuthenticator } from '../../examples/spa/tests/virtual-authenticator.ts';
import { requestChange } from '../../tests/support/identifiers.ts';
import { codeOf } from '../../tests/support/totp.ts';
import { type Account, refuse, refused, type Stage, shown, submit } from '../stage.ts';
import { logIn, openLogin } from './login.ts';
import type { States } from './state.ts';

async function enter(stage: Stage, account?: Account): Promise<Page> {
  const page = await openLogin(stage);
  await logIn(page, account ?? (await stage.account()));
  await shown(page, 'account');
  return page;
}

/** Opens a view of the settings page. */
async function enterView(stage: Stage, view: string): Promise<Page> {
  const page = await enter(stage);
  await goTo(page, view);
  return page;
}

async function goTo(page: Page, view: string): Promise<void> {
  await page.evaluate((name) => location.assign(`#${name}`), view);
  await shown(page, view);
}

/** An account with a pending change of its email, passkeys, and several devices. */
async function fullAccount(stage: Stage): Promise<Account> {
  const { world } = stage;
  const owner = await stage.account();
  await requestChange(world, { owner, newEmail: 'ada@analytical-engine.example' });
  const devices = [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.4 Mobile/15E148 Safari/604.1',
  ];
  for (const agent of devices) await world.logIn(owner, { headers: { 'user-agent': agent } });
  const names = ['Work laptop', 'iPhone', 'Security key on the key ring'];
  for (const [index, name] of names.entries()) await insertPasskey(stage, owner, name, index === 1);
  return owner;
}

async function insertPasskey({ world }: Stage, { id }: Account, name: string, isSynced: boolean) {
  await world.sql(
    `insert into passkeys (credential_id, user_id, public_key, algorithm, counter, transports, aaguid,
       is_multi_device, is_backed_up, rp_id, name, last_used_at)
     values (decode(md5(random()::text), 'hex'), $1, '\\x00', -7, 0, '{internal}', gen_random_uuid(), $3, $3,
       'localhost', $2, now() - interval '3 days')`,
    [id, name, isSynced],
  );
}

/** Sets up an authenticator app as far as the recovery codes. */
async function recoveryCodes(stage: Stage): Promise<Page> {
  const page = await enrolment(stage);
  const secret = (await page.locator('[data-text="secret"]').innerText()).replaceAll(' ', '');
  await submit(page, 'enrol', { code: codeOf(secret) });
  await shown(page, 'recovery-codes');
  return page;
}

async function enrolment(stage: Stage): Promise<Page> {
  const page = await enter(stage);
  await submit(page, 'totp-start');
  await shown(page, 'enrol');
  await page.locator('#qr-code path[d]').waitFor();
  return page;
}

/** Tries to delete the account, for which the login is too old. */
async function dialog(stage: Stage): Promise<Page> {
  const page = await enterView(stage, 'delete');
  await stage.world.sql("update sessions set authenticated_at = now() - interval '1 hour'");
  await submit(page, 'delete');
  await page.locator('dialog[open]').waitFor();
  return page;
}

export const settingsStates: States = {
  account: enter,

  'account-full': async (stage) => enter(stage, await fullAccount(stage)),

  async 'account-two-step'(stage) {
    const page = await recoveryCodes(stage);
    await submit(page, 'codes-done');
    await shown(page, 'account');
    return page;
  },

  async 'account-unreachable'(stage) {
    const page = await openLogin(stage);
    await refuse(page, { code: 'INTERNAL_SERVER_ERROR', requestId: '3f9c0d1e' }, 'me {');
    await logIn(page, await stage.account());
    await shown(page, 'failed');
    return page;
  },

  username: (stage) => enterView(stage, 'username'),

  async 'username-taken'(stage) {
    const { username } = await stage.world.addPerson();
    const page = await enterView(stage, 'username');
    await submit(page, 'username', { username });
    await refused(page);
    return page;
  },

  email: (stage) => enterView(stage, 'email'),

  async 'email-code'(stage) {
    const page = await enterView(stage, 'email');
    await submit(page, 'email', { newEmail: 'ada@analytical-engine.example' });
    await shown(page, 'code');
    return page;
  },

  password: (stage) => enterView(stage, 'password'),

  async 'password-refused'(stage) {
    const page = await enterView(stage, 'password');
    await submit(page, 'password', { currentPassword: 'not this one', newPassword: 'password123' });
    await refused(page);
    return page;
  },

  async 'password-changed'(stage) {
    const account = await stage.account();
    const page = await enter(stage, account);
    await goTo(page, 'password');
    const newPassword = 'another walk along the harbour';
    await submit(page, 'password', { currentPassword: account.password, newPassword });
    await shown(page, 'account');
    return page;
  },

  enrol: enrolment,

  async 'enrol-wrong'(stage) {
    const page = await enrolment(stage);
    await submit(page, 'enrol', { code: '000000' });
    await refused(page);
    return page;
  },

  'recovery-codes': recoveryCodes,

  async 'remove-totp'(stage) {
    const page = await recoveryCodes(stage);
    await submit(page, 'codes-done');
    await shown(page, 'account');
    await goTo(page, 'remove-totp');
    return page;
  },

  'add-passkey': (stage) => enterView(stage, 'add-passkey'),

  async 'add-passkey-cancelled'(stage) {
    const page = await enterView(stage, 'add-passkey');
    const authenticator = await VirtualAuthenticator.add(page);
    await authenticator.verify(false);
    await submit(page, 'add-passkey', { name: 'Work laptop' });
    await refused(page);
    return page;
  },

  async 'rename-passkey'(stage) {
    const page = await enter(stage, await fullAccount(stage));
    await submit(page, 'rename');
    await shown(page, 'rename-passkey');
    return page;
  },

  async 'remove-passkey'(stage) {
    const page = await enter(stage, await fullAccount(stage));
    await submit(page, 'remove');
    await shown(page, 'remove-passkey');
    return page;
  },

  'delete-account': (stage) => enterView(stage, 'delete'),

  async 'account-deleted'(stage) {
    const page = await enterView(stage, 'delete');
    await submit(page, 'delete');
    await shown(page, 'deleted');
    return page;
  },

  'confirm-dialog': dialog,

  async 'confirm-dialog-wrong'(stage) {
    const page = await dialog(stage);
    await submit(page, 'confirm', { password: 'not this one' });
    await page.locator('dialog .summary:not([hidden])').waitFor();
    return page;
  },

  async 'confirm-cancelled'(stage) {
    const page = await dialog(stage);
    await submit(page, 'confirm-cancel');
    await refused(page);
    return page;
  },
};
