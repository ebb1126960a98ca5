import type { Page } from '../../examples/spa/tests/account-page.ts';
import { closePerson } from '../../tests/support/deletion.ts';
import { mailedTo } from '../../tests/support/mailed.ts';
import { enrol } from '../../tests/support/totp.ts';
import { type Account, cutOff, keepWaiting, refuse, refused, type Stage, shown, submit } from '../stage.ts';
import type { States } from './state.ts';

const wrong = { username: 'ada', password: 'not this one' };

export async function openLogin(stage: Stage): Promise<Page> {
  const page = await stage.open('login');
  await shown(page, 'login');
  return page;
}

export async function logIn(page: Page, { username, password }: Pick<Account, 'username' | 'password'>) {
  await submit(page, 'login', { username, password });
}

async function secondStep(stage: Stage) {
  const enrolled = await enrol(stage.world);
  const page = await openLogin(stage);
  await logIn(page, enrolled.person);
  await shown(page, 'second-step');
  return { page, ...enrolled };
}

/** A login to the strict service, which first requires the code of a mail. */
async function mailCode(stage: Stage) {
  const { strict } = stage.services;
  const account = await stage.account();
  const page = await stage.open('settings', strict);
  await shown(page, 'login');
  await logIn(page, account);
  await shown(page, 'code');
  return { page, code: (await mailedTo(strict, account.email, 'verify-email')).code };
}

export const loginStates: States = {
  login: openLogin,

  async 'login-sending'(stage) {
    const page = await openLogin(stage);
    await keepWaiting(page);
    await logIn(page, wrong);
    await page.locator('[data-form="login"] [aria-disabled="true"]').waitFor();
    return page;
  },

  async 'login-wrong'(stage) {
    const page = await openLogin(stage);
    await logIn(page, wrong);
    await refused(page);
    return page;
  },

  async 'login-limited'(stage) {
    const page = await openLogin(stage);
    await refuse(page, { code: 'RATE_LIMITED', retryAfterSeconds: 58 });
    await logIn(page, wrong);
    await refused(page);
    return page;
  },

  async 'login-offline'(stage) {
    const page = await openLogin(stage);
    await cutOff(page);
    await logIn(page, wrong);
    await refused(page);
    return page;
  },

  async 'login-broken'(stage) {
    const page = await openLogin(stage);
    await refuse(page, { code: 'INTERNAL_SERVER_ERROR', requestId: '3f9c0d1e' });
    await logIn(page, wrong);
    await refused(page);
    return page;
  },

  async 'login-ended'(stage) {
    const account = await stage.account();
    const page = await openLogin(stage);
    await logIn(page, account);
    await shown(page, 'account');
    await stage.world.sql('update sessions set revoked_at = now() where user_id = $1', [account.id]);
    await page.evaluate(() => location.assign('#password'));
    await shown(page, 'login');
    return page;
  },

  'second-step': async (stage) => (await secondStep(stage)).page,

  async 'second-step-wrong'(stage) {
    const { page } = await secondStep(stage);
    await submit(page, 'second-step', { totp: '000000' });
    await refused(page);
    return page;
  },

  async 'second-step-recovery-code'(stage) {
    const { page } = await secondStep(stage);
    await submit(page, 'second-step-use-RECOVERY_CODE');
    await page.locator('[name="recoveryCode"]').filter({ visible: true }).waitFor();
    return page;
  },

  'mail-code': async (stage) => (await mailCode(stage)).page,

  async 'mail-code-wrong'(stage) {
    const { page } = await mailCode(stage);
    await submit(page, 'code', { code: 'BBBB-BBBB' });
    await refused(page);
    return page;
  },

  async 'enrol-required'(stage) {
    const { page, code } = await mailCode(stage);
    await submit(page, 'code', { code });
    await shown(page, 'enrol');
    await page.locator('#qr-code path[d]').waitFor();
    return page;
  },

  async 'login-to-deleted-account'(stage) {
    const { person } = await closePerson(stage.world);
    const page = await openLogin(stage);
    await logIn(page, person);
    await shown(page, 'restore');
    return page;
  },
};
