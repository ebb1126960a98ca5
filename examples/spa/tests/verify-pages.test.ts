import type { Browser } from 'playwright-core';
import { codes, makePerson, type Person } from '../../../tests/support/client.ts';
import { until } from '../../../tests/support/left-behind.ts';
import { mailedTo } from '../../../tests/support/mailed.ts';
import { World } from '../../../tests/support/world.ts';
import { findFaults } from './accessibility.ts';
import { focused, heading, PageVisit, scan, tabTo, visitPages } from './account-page.ts';
import { inBrowser, show } from './visit.ts';

inBrowser('an email that has to be proved', () => {
  /** `required`, so that even a login asks for the proof. */
  let world: World;
  let browser: Browser;
  let visit: PageVisit;

  visitPages(
    (visited) => {
      ({ world, browser, visit } = visited);
    },
    { EMAIL_VERIFICATION: 'required' },
  );

  const isVerified = async ({ username }: Person) => {
    const [row] = await world.sql('select email_verified_at from users where username = $1', [username]);
    return row?.email_verified_at instanceof Date;
  };
  const liveSessions = async () => {
    const [row] = await world.sql<{ count: string }>(
      'select count(*) from sessions where revoked_at is null',
    );
    return Number(row?.count);
  };

  const startLogin = `mutation ($input: LoginInput!) { startLogin(input: $input) { next { challenge } } }`;
  /** Adds an account, and logs in to it, which sends the mail. */
  const addUnverified = async (from = world) => {
    const person = await from.addPerson();
    const { username, password } = person;
    await from.ask(startLogin, { input: { username, password } });
    const { token, code } = await mailedTo(from, person.email, 'verify-email');
    await from.sql('delete from throttle_counters');
    return { person, token, code };
  };
  const logIn = async (page: Awaited<ReturnType<PageVisit['open']>>, person: Person) => {
    await page.getByLabel('Username or email').fill(person.email);
    await page.getByRole('textbox', { name: 'Password', exact: true }).fill(person.password);
    await page.getByRole('button', { name: 'Log in and confirm' }).click();
  };

  const start = 'mutation ($input: SignupInput!) { startSignup(input: $input) { flow } }';
  /** Signs up somewhere else. */
  const beginSignup = async () => {
    const person = makePerson();
    await world.ask(start, { input: person });
    const { token, facts } = await mailedTo(world, person.email, 'complete-signup');
    return { person, token: `${token}.${facts.flow}` };
  };

  describe('of an account', () => {
    test('is verified by its link and its password, and no session stays open', async () => {
      const { person, token } = await addUnverified();
      const page = await visit.open(`/account/verify#token=${token}`);
      await heading(page, 'Log in to confirm your email');
      expect(new URL(page.url()).hash).toBe('');
      await show(page, 'account-verify');
      const before = await liveSessions();
      await logIn(page, person);
      await heading(page, 'Your email is confirmed');
      expect(await focused(page)).toBe('h1 Your email is confirmed');
      await until('the logout', async () => (await liveSessions()) === before);
      expect(visit.sent).toEqual(['startLogin', 'continueLogin', 'logout']);
      expect(await isVerified(person)).toBe(true);
      expect(visit.complaints).toEqual([]);
    });

    test('is verified again without complaint, when the link is opened twice', async () => {
      const { person, token } = await addUnverified();
      for (let visits = 0; visits < 2; visits += 1) {
        const page = await visit.open(`/account/verify#token=${token}`);
        await logIn(page, person);
        await heading(page, 'Your email is confirmed');
      }
      expect(visit.sent.filter((field) => field === 'verifyEmail')).toHaveLength(1);
    });

    test('keeps what was typed after a wrong password, and says so at the field', async () => {
      const { person, token } = await addUnverified();
      const page = await visit.open(`/account/verify#token=${token}`);
      await logIn(page, { ...person, password: 'a wrong guess' });
      await page.getByRole('link', { name: 'Wrong password, or there is no such account.' }).click();
      expect(await focused(page)).toBe('password Password');
      await page.keyboard.insertText(person.password);
      await page.keyboard.press('Enter');
      await heading(page, 'Your email is confirmed');
    });

    test('gets a new code after the link has expired', async () => {
      const { person, token } = await addUnverified();
      await world.sql('update one_time_secrets set expires_at = now() where user_id = $1', [person.id]);
      const page = await visit.open(`/account/verify#token=${token}`);
      await logIn(page, person);
      await heading(page, 'Check your mail');
      const { code } = await mailedTo(world, person.email, 'verify-email');
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: 'Confirm the email' }).click();
      await heading(page, 'Your email is confirmed');
      expect(await isVerified(person)).toBe(true);
    });

    test.each<[string, string | undefined]>([
      ['was cut off', undefined],
      ['belongs to another account', 'another account'],
    ])('gets a new code where the token %s', async (_what, other) => {
      const { person } = await addUnverified();
      const token = other && (await addUnverified()).token;
      const page = await visit.open(token ? `/account/verify#token=${token}` : '/account/verify');
      if (!token) await page.getByText('This link is incomplete.').waitFor();
      await logIn(page, person);
      await heading(page, 'Check your mail');
      await page.getByLabel('Code from the mail').fill('BBBBBBBB');
      await page.getByRole('button', { name: 'Confirm the email' }).click();
      await page.getByRole('link', { name: 'The code is wrong or has expired.' }).waitFor();
      const { code } = await mailedTo(world, person.email, 'verify-email');
      await page.getByLabel('Code from the mail').fill(code);
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await heading(page, 'Your email is confirmed');
    });

    test('gets a new mail after the link has expired, where a login asks for nothing', async () => {
      const optional = await World.start({ env: { EMAIL_VERIFICATION: 'optional' } });
      const person = await optional.signUpPerson();
      const { token } = await mailedTo(optional, person.email, 'verify-email');
      await optional.sql('update one_time_secrets set expires_at = now()');
      await optional.sql('delete from throttle_counters');
      const guest = await PageVisit.begin(browser, optional);
      const page = await guest.open(`/account/verify#token=${token}`);
      await logIn(page, person);
      await heading(page, 'Your email is not confirmed yet');
      await page.getByText('The link has expired.').waitFor();
      await page.getByRole('button', { name: 'Send a new mail' }).click();
      await heading(page, 'Check your mail');
      const { code } = await mailedTo(optional, person.email, 'verify-email');
      await page.getByLabel('Code from the mail').fill(code);
      await page.getByRole('button', { name: 'Confirm the email' }).click();
      await heading(page, 'Your email is confirmed');
      // A login without a link has nothing left to do.
      const later = await guest.open('/account/verify');
      await logIn(later, person);
      await heading(later, 'Your email is confirmed');
      expect(guest.complaints).toEqual([]);
      await guest.context.close();
      await optional.stop();
    });

    test.each([
      ['names the other account', '', 'The link belongs to a different account'],
      [
        'says that the email is confirmed',
        'update one_time_secrets set expires_at = now()',
        'already confirmed',
      ],
    ])('%s where the link and the login do not match, and offers another login', async (_what, statement, words) => {
      const { person, token } = await addUnverified();
      if (statement) await world.sql(`${statement} where user_id = $1`, [person.id]);
      const other = await world.addPerson();
      await world.sql('update users set email_verified_at = now() where id = $1', [other.id]);
      const page = await visit.open(`/account/verify#token=${token}`);
      const before = await liveSessions();
      await logIn(page, other);
      await heading(page, 'This link does not work');
      await page.getByText(words).waitFor();
      expect(await page.getByRole('button', { name: 'Send a new mail' }).isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Log in with another account' }).click();
      await heading(page, 'Log in to confirm your email');
      await until('the logout', async () => (await liveSessions()) === before);
      expect(await page.getByLabel('Username or email').inputValue()).toBe('');
      if (statement) return;
      await logIn(page, person);
      await heading(page, 'Your email is confirmed');
      expect(await isVerified(person)).toBe(true);
      expect(visit.sent).not.toContain('requestEmailVerification');
    });

    test('works with the keyboard alone', async () => {
      const { person, token } = await addUnverified();
      const page = await visit.open(`/account/verify#token=${token}`);
      await tabTo(page, 'text Username or email');
      await page.keyboard.insertText(person.username);
      await tabTo(page, 'password Password');
      await page.keyboard.insertText(person.password);
      await tabTo(page, 'button Log in and confirm');
      await page.keyboard.press('Space');
      await heading(page, 'Your email is confirmed');
    });

    test('is verified by one click where this browser holds the session in a cookie', async () => {
      const withCookie = await World.start({
        env: { EMAIL_VERIFICATION: 'optional', REFRESH_TOKEN_COOKIE: 'true', NODE_ENV: 'development' },
      });
      const inCookie = await PageVisit.begin(browser, withCookie);
      const person = await withCookie.signUpPerson();
      const { token } = await mailedTo(withCookie, person.email, 'verify-email');
      const page = await inCookie.open(`/account/verify#token=${token}`);
      await page.getByRole('button', { name: 'Confirm the email' }).click();
      // No session yet: the login on the page opens one, and it stays, since the app shares it.
      await heading(page, 'Log in to confirm your email');
      await page.getByLabel('Username or email').fill(person.username);
      await page.getByRole('textbox', { name: 'Password', exact: true }).fill(person.password);
      await page.getByRole('button', { name: 'Log in and confirm' }).click();
      await heading(page, 'Your email is confirmed');
      await withCookie.sql('update users set email_verified_at = null');
      await withCookie.sql('update one_time_secrets set used_at = null');
      const again = await inCookie.open(`/account/verify#token=${token}`);
      await again.getByRole('button', { name: 'Confirm the email' }).click();
      await heading(again, 'Your email is confirmed');
      expect(inCookie.sent).toEqual(['refresh', 'startLogin', 'verifyEmail', 'refresh', 'verifyEmail']);
      await inCookie.context.close();
      await withCookie.stop();
    });

    test('names the other account where this browser holds the session of another user in a cookie', async () => {
      const withCookie = await World.start({
        env: { EMAIL_VERIFICATION: 'optional', REFRESH_TOKEN_COOKIE: 'true', NODE_ENV: 'development' },
      });
      const inCookie = await PageVisit.begin(browser, withCookie);
      const [person, other] = [await withCookie.signUpPerson(), await withCookie.signUpPerson()];
      const { token } = await mailedTo(withCookie, person.email, 'verify-email');
      const fromOther = await inCookie.open('/account/verify');
      await logIn(fromOther, other);
      await heading(fromOther, 'Check your mail');
      const page = await inCookie.open(`/account/verify#token=${token}`);
      await page.getByRole('button', { name: 'Confirm the email' }).click();
      await heading(page, 'This link does not work');
      await page.getByText('The link belongs to a different account').waitFor();
      expect(await page.getByRole('button', { name: 'Send a new mail' }).isVisible()).toBe(false);
      await page.getByRole('button', { name: 'Log in with another account' }).click();
      await heading(page, 'Log in to confirm your email');
      await logIn(page, person);
      await heading(page, 'Your email is confirmed');
      const verified = await withCookie.sql<{ username: string }>(
        'select username from users where email_verified_at is not null',
      );
      expect(verified.map(({ username }) => username)).toEqual([person.username]);
      expect(inCookie.complaints).toEqual([]);
      await inCookie.context.close();
      await withCookie.stop();
    });
  });

  describe('of a signup', () => {
    const exists = async ({ username }: Person) =>
      (await world.sql('select 1 from users where username = $1', [username])).length === 1;

    test('is proved by its link and the password of the signup', async () => {
      const { person, token } = await beginSignup();
      const page = await visit.open(`/account/signup#token=${token}`);
      await heading(page, 'Complete your signup');
      expect(new URL(page.url()).hash).toBe('');
      await show(page, 'account-signup');
      await page.getByLabel('Password of your signup').fill('a wrong guess');
      await page.getByRole('button', { name: 'Show the password' }).click();
      expect(await page.getByLabel('Password of your signup').getAttribute('type')).toBe('text');
      await page.getByRole('button', { name: 'Complete the signup' }).click();
      await page
        .getByRole('link', { name: 'This is not the password that was chosen at sign-up.', exact: true })
        .click();
      expect(await exists(person)).toBe(false);
      await page.keyboard.insertText(person.password);
      await page.keyboard.press('Enter');
      await heading(page, 'Log in to your account');
      await page.getByText('Your account is ready. Log in with your password.').waitFor();
      expect(await page.getByLabel('Username or email').inputValue()).toBe(person.username);
      expect(await focused(page)).toBe('password Password');
      expect(await isVerified(person)).toBe(true);
      expect(visit.sent.slice(0, 3)).toEqual(['completeSignup', 'completeSignup', 'logout']);
      expect(codes(await world.logIn(person))).toEqual([]);
      expect(visit.complaints).toEqual([]);
    });

    test('asks for another username where the first one has been taken meanwhile', async () => {
      const { person, token } = await beginSignup();
      const page = await visit.open(`/account/signup#token=${token}`);
      expect(await page.locator('#username').isVisible()).toBe(false);
      await world.sql("insert into users (username, email) values ($1, 'rival@example.com')", [
        person.username,
      ]);
      await page.getByLabel('Password of your signup').fill(person.password);
      await page.getByRole('button', { name: 'Complete the signup' }).click();
      await page.getByRole('link', { name: 'This is taken.' }).click();
      expect(await focused(page)).toBe('text Another username');
      const username = `${person.username}-2`;
      await page.keyboard.insertText(username);
      await page.keyboard.press('Enter');
      await heading(page, 'Log in to your account');
      expect(await isVerified({ ...person, username })).toBe(true);
    });

    test('is deleted by a reader who has not signed up', async () => {
      const { person, token } = await beginSignup();
      const page = await visit.open(`/account/signup#token=${token}`);
      await page.getByRole('button', { name: 'This was not me: delete the signup' }).click();
      await heading(page, 'The signup has been deleted');
      const later = await visit.open(`/account/signup#token=${token}`);
      await later.getByLabel('Password of your signup').fill(person.password);
      await later.getByRole('button', { name: 'Complete the signup' }).click();
      await heading(later, 'This link does not work');
      expect(await exists(person)).toBe(false);
    });

    test.each([
      [
        'expired',
        'update one_time_secrets set expires_at = now() where subject = $1',
        'The link has expired.',
      ],
      [
        'used',
        'update one_time_secrets set used_at = now() where subject = $1',
        'The link has already been used.',
      ],
    ])('has words for a link that is %s', async (_what, statement, words) => {
      const { person, token } = await beginSignup();
      await world.sql(statement, [person.email]);
      const page = await visit.open(`/account/signup#token=${token}`);
      await page.getByLabel('Password of your signup').fill(person.password);
      await page.getByRole('button', { name: 'Complete the signup' }).click();
      await heading(page, 'This link does not work');
      await page.getByText(words).waitFor();
    });

    test('offers a reset where another account has got the email meanwhile', async () => {
      const { person, token } = await beginSignup();
      await world.sql('insert into users (username, email) values ($1, $2)', ['rival', person.email]);
      const page = await visit.open(`/account/signup#token=${token}`);
      await page.getByLabel('Password of your signup').fill(person.password);
      await page.getByRole('button', { name: 'Complete the signup' }).click();
      await page.getByText('An account with your email already exists.').waitFor();
      await page.getByRole('link', { name: 'Forgot your password?' }).click();
      await heading(page, 'Forgot your password?');
    });
  });

  test('survives a scanner that opens each link, runs its scripts and waits for ten seconds', async () => {
    const { person, token } = await addUnverified();
    const signup = await beginSignup();
    const links = [`/account/verify#token=${token}`, `/account/signup#token=${signup.token}`];
    expect(await scan(browser, world, links)).toEqual([]);
    const [verify, complete] = await Promise.all(links.map((link) => visit.open(link)));
    if (!verify || !complete) throw new Error('Both links open a page.');
    await logIn(verify, person);
    await heading(verify, 'Your email is confirmed');
    await complete.getByLabel('Password of your signup').fill(signup.person.password);
    await complete.getByRole('button', { name: 'Complete the signup' }).click();
    await heading(complete, 'Log in to your account');
    await complete.getByText('Your account is ready. Log in with your password.').waitFor();
  });

  test.each([
    ['light', 'none'],
    ['dark', 'active'],
  ] as const)('is asked for accessibly on a small phone, in %s mode with forced colours %s', async (colorScheme, forcedColors) => {
    const phone = await PageVisit.begin(browser, world, {
      viewport: { width: 320, height: 640 },
      colorScheme,
      forcedColors,
      locale: 'de',
    });
    for (const name of ['verify', 'signup']) {
      const page = await phone.open(`/account/${name}#token=x`);
      expect(await findFaults(page)).toEqual([]);
      await show(page, `account-phone-${name}-${colorScheme}-${forcedColors}`);
    }
    await phone.context.close();
  });
});
