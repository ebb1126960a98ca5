import type { Browser } from 'playwright-core';
import { changeEmail, requestChange, rowOf } from '../../../tests/support/identifiers.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { mailedTo } from '../../../tests/support/mailed.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { heading, PageVisit, scan, visitPages } from './account-page.ts';
import { inBrowser } from './visit.ts';

inBrowser('a change of an email', () => {
  let world: World;
  let browser: Browser;
  let visit: PageVisit;

  visitPages((visited) => {
    ({ world, browser, visit } = visited);
  });
  beforeEach(() => world.sql('delete from throttle_counters'));

  const logIn = async (
    page: Awaited<ReturnType<PageVisit['open']>>,
    { email, password } = { email: '', password: '' },
  ) => {
    await page.getByLabel('Username or email').fill(email);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(password);
    await page.getByRole('button', { name: 'Log in and use this email' }).click();
  };

  const liveSessions = async ({ id }: { id: string }) => {
    const query = 'select from sessions where user_id = $1 and revoked_at is null';
    return (await world.sql(query, [id])).length;
  };

  test('is confirmed by its link and a login, and no session stays open', async () => {
    const { owner, newEmail, mail } = await requestChange(world);
    const page = await visit.open(`/account/confirm-email#token=${mail.token}`);
    await heading(page, 'Log in to confirm your new email');
    expect(new URL(page.url()).hash).toBe('');
    await logIn(page, owner);
    await heading(page, 'Your account has its new email');
    expect((await rowOf(world, owner)).email).toBe(newEmail);
    await until('the logout', async () => (await liveSessions(owner)) === 0);
    expect(visit.sent).toEqual(['startLogin', 'confirmEmailChange', 'logout']);
    expect(visit.complaints).toEqual([]);
  });

  test('is confirmed by the owner only, after a login to another account', async () => {
    const { owner, newEmail, mail } = await requestChange(world);
    const page = await visit.open(`/account/confirm-email#token=${mail.token}`);
    await logIn(page, await world.addPerson());
    await page.getByText('The link belongs to a different account').waitFor();
    await page.getByRole('button', { name: 'Log in with another account' }).click();
    await logIn(page, owner);
    await heading(page, 'Your account has its new email');
    expect((await rowOf(world, owner)).email).toBe(newEmail);
  });

  test('is confirmed after a proof of the present email, if a login asks for one', async () => {
    const { owner, newEmail, mail } = await requestChange(world, { owner: await world.addPerson() });
    const required = await World.start({
      database: world.database,
      env: { EMAIL_VERIFICATION: 'required' },
    });
    const guest = await PageVisit.begin(browser, required);
    const page = await guest.open(`/account/confirm-email#token=${mail.token}`);
    await logIn(page, owner);
    await heading(page, 'Check your mail');
    await page
      .getByLabel('Code from the mail')
      .fill((await mailedTo(world, owner.email, 'verify-email')).code);
    await page.getByRole('button', { name: 'Continue' }).click();
    await heading(page, 'Your account has its new email');
    expect((await rowOf(world, owner)).email).toBe(newEmail);
    await guest.context.close();
    await required.stop();
  });

  test('is cancelled by one click in the old mailbox, which leads on to a new password', async () => {
    const { notice, mail, owner } = await requestChange(world);
    const page = await visit.open(`/account/cancel-email-change#token=${notice.token}`);
    await page.getByRole('button', { name: 'Cancel the change' }).click();
    await heading(page, 'The change has been cancelled');
    expect(await page.getByRole('link', { name: 'Choose a new password' }).getAttribute('href')).toBe(
      './forgot',
    );
    const late = await visit.open(`/account/confirm-email#token=${mail.token}`);
    await logIn(late, owner);
    await late.getByText('The change has been cancelled, or the link is damaged').waitFor();
    expect((await rowOf(world, owner)).email).toBe(owner.email);
    expect(visit.complaints).toEqual([]);
  });

  test('can no longer be cancelled once it is confirmed, and the page says what helps', async () => {
    const { notice } = await changeEmail(world);
    const page = await visit.open(`/account/cancel-email-change#token=${notice.token}`);
    await page.getByRole('button', { name: 'Cancel the change' }).click();
    await page.getByText('Look for a newer mail about the change').waitFor();
  });

  test('is undone by one click in the old mailbox', async () => {
    const { owner, undo } = await changeEmail(world);
    const page = await visit.open(`/account/undo-email-change#token=${undo}`);
    await page.getByRole('button', { name: 'Undo the change' }).click();
    await heading(page, 'Your account has its old email again');
    expect(await liveSessions(owner)).toBe(0);
    const again = await visit.open(`/account/undo-email-change#token=${undo}`);
    await again.getByRole('button', { name: 'Undo the change' }).click();
    await again.getByText('The link has already been used.').waitFor();
    expect(visit.complaints).toEqual([]);
  });

  test('survives a scanner that opens each link and runs its scripts', async () => {
    const pending = await requestChange(world);
    const done = await changeEmail(world);
    const links = [
      `/account/confirm-email#token=${pending.mail.token}`,
      `/account/cancel-email-change#token=${pending.notice.token}`,
      `/account/undo-email-change#token=${done.undo}`,
    ];
    expect(await scan(browser, world, links)).toEqual([]);
  });

  test.each([
    'confirm-email',
    'cancel-email-change',
    'undo-email-change',
  ])('%s has no accessibility fault, with and without its token', async (name) => {
    for (const path of [`/account/${name}`, `/account/${name}#token=damaged`]) {
      const page = await visit.open(path);
      expect(await findFaults(page)).toEqual([]);
    }
  });
});
