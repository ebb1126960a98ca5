import { makePerson } from '../../tests/support/client.ts';
import { closePerson } from '../../tests/support/deletion.ts';
import { requestReset } from '../../tests/support/factor-resets.ts';
import { changeEmail, requestChange } from '../../tests/support/identifiers.ts';
import { mailedTo } from '../../tests/support/mailed.ts';
import { startLogin, startSignup } from '../../tests/support/verification.ts';
import { refused, type Stage, shown, submit } from '../stage.ts';
import { logIn } from './login.ts';
import type { States } from './state.ts';

const newPassword = 'another walk along the harbour';
const requestPasswordReset =
  'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { flow } }';

async function resetPage(stage: Stage) {
  const account = await stage.account();
  await stage.world.ask(requestPasswordReset, { input: { email: account.email } });
  const page = await stage.open(`reset#token=${await stage.tokenTo(account, 'reset-password')}`);
  await shown(page, 'reset');
  return { page, account };
}

async function verifyPage(stage: Stage) {
  const { strict } = stage.services;
  const account = await stage.account();
  await startLogin(strict, account);
  const { token } = await mailedTo(strict, account.email, 'verify-email');
  const page = await stage.open(`verify#token=${token}`);
  await shown(page, 'login');
  return { page, account };
}

async function signupPage(stage: Stage) {
  const person = { ...makePerson(), username: 'grace' };
  const { strict } = stage.services;
  await strict.sql('delete from users where username = $1', [person.username]);
  await startSignup(strict, person);
  const { token, facts } = await mailedTo(strict, person.email, 'complete-signup');
  const page = await stage.open(`signup#token=${token}.${facts.flow}`, strict);
  await shown(page, 'complete');
  return { page, person };
}

async function securePage(stage: Stage) {
  const account = await stage.account();
  await stage.world.openSession(account);
  await stage.world.logIn(account, { headers: { 'user-agent': 'curl/8.5.0' } });
  const page = await stage.open(`secure#token=${await stage.tokenTo(account, 'new-device')}`);
  await shown(page, 'secure');
  return page;
}

/** A page whose one button sends the token of its link. */
const linkPage = (name: string, view: string, tokenOf: (stage: Stage) => Promise<string>): States => ({
  async [name](stage) {
    const page = await stage.open(`${name}#token=${await tokenOf(stage)}`);
    await shown(page, view);
    return page;
  },
  async [`${name}-done`](stage) {
    const page = await stage.open(`${name}#token=${await tokenOf(stage)}`);
    await submit(page, view);
    await shown(page, 'done');
    return page;
  },
  async [`${name}-incomplete`](stage) {
    const page = await stage.open(name);
    await shown(page, 'ended');
    return page;
  },
});

export const linkStates: States = {
  async forgot(stage) {
    const page = await stage.open('forgot');
    await shown(page, 'request');
    return page;
  },

  async 'forgot-refused'(stage) {
    const page = await stage.open('forgot');
    await submit(page, 'request', { email: 'ada' });
    await refused(page);
    return page;
  },

  async 'forgot-sent'(stage) {
    const page = await stage.open('forgot');
    await submit(page, 'request', { email: 'ada@example.com' });
    await shown(page, 'reset');
    return page;
  },

  reset: async (stage) => (await resetPage(stage)).page,

  async 'reset-refused'(stage) {
    const { page } = await resetPage(stage);
    await submit(page, 'reset', { newPassword: 'password123' });
    await refused(page);
    return page;
  },

  async 'reset-done'(stage) {
    const { page } = await resetPage(stage);
    await submit(page, 'reset', { newPassword });
    await shown(page, 'done');
    return page;
  },

  async 'reset-expired'(stage) {
    const { page } = await resetPage(stage);
    await stage.world.sql("update one_time_secrets set expires_at = now() - interval '1 second'");
    await submit(page, 'reset', { newPassword });
    await shown(page, 'ended');
    return page;
  },

  verify: async (stage) => (await verifyPage(stage)).page,

  async 'verify-done'(stage) {
    const { page, account } = await verifyPage(stage);
    await logIn(page, account);
    await shown(page, 'done');
    return page;
  },

  async 'verify-other-account'(stage) {
    const { page } = await verifyPage(stage);
    await logIn(page, await stage.world.addPerson());
    await shown(page, 'other');
    return page;
  },

  'signup-link': async (stage) => (await signupPage(stage)).page,

  async 'signup-link-done'(stage) {
    const { page, person } = await signupPage(stage);
    await submit(page, 'complete', { password: person.password });
    await shown(page, 'login');
    return page;
  },

  async 'signup-link-cancelled'(stage) {
    const { page } = await signupPage(stage);
    await submit(page, 'cancel');
    await shown(page, 'cancelled');
    return page;
  },

  async 'confirm-email'(stage) {
    const { mail } = await requestChange(stage.world);
    const page = await stage.open(`confirm-email#token=${mail.token}`);
    await shown(page, 'login');
    return page;
  },

  secure: securePage,

  async 'secure-done'(stage) {
    const page = await securePage(stage);
    await submit(page, 'secure');
    await shown(page, 'reset');
    return page;
  },

  ...linkPage(
    'cancel-email-change',
    'cancel',
    async ({ world }) => (await requestChange(world)).notice.token,
  ),
  ...linkPage('undo-email-change', 'undo', async ({ world }) => (await changeEmail(world)).undo),
  ...linkPage('restore', 'restore', async ({ world }) => (await closePerson(world)).link),
  ...linkPage('keep-factors', 'keep', async ({ world }) => (await requestReset(world)).link),
};
