import type { TestAuth } from '../../src/testing/kit/types.ts';
import { codes } from '../support/client.ts';
import { KitClient, startKit, stopKits } from '../support/kit.ts';
import { until } from '../support/left-behind.ts';
import { within } from '../support/patience.ts';
import { decodeJwt } from '../support/tokens.ts';

let auth: TestAuth;
let client: KitClient;
beforeAll(async () => {
  auth = await startKit();
  client = new KitClient(auth);
});
afterEach(() => auth.reset());
afterAll(stopKits);

const reasonOf = async (token: string) => (await client.me(token)).errors?.[0]?.extensions.reason;

describe('users', () => {
  test('are real accounts, whose sessions and passwords work', async () => {
    const [user, other] = await Promise.all([auth.user(), auth.user()]);
    expect(user.id).not.toBe(other.id);
    const { data } = await client.ask(
      '{ me { id username email emailVerified } }',
      {},
      { token: await user.token() },
    );
    const { id, username, email } = user;
    expect(data.me).toEqual({ id, username, email, emailVerified: true });
    expect((await client.logIn(user)).data.login.tokenType).toBe('bearer');
    const { refreshToken } = await user.tokens();
    expect((await client.refresh(refreshToken)).data.refresh.tokenType).toBe('bearer');
  });

  test('have the names that a test chooses, and obey the rules of signups', async () => {
    const user = await auth.user({ username: 'alice', email: 'Alice@Example.com', emailVerified: false });
    expect([user.username, user.email]).toEqual(['alice', 'Alice@example.com'.toLowerCase()]);
    const { data } = await client.ask('{ me { emailVerified } }', {}, { token: await user.token() });
    expect(data.me.emailVerified).toBe(false);
    await expect(auth.user({ username: 'ALICE' })).rejects.toMatchObject({ code: 'USERNAME_TAKEN' });
    await expect(auth.user({ password: 'short' })).rejects.toThrow(/^BAD_USER_INPUT: .*TOO_SHORT/s);
  });

  test('do not count as signups', async () => {
    const limited = await startKit({ env: { SIGNUPS_PER_ADDRESS: '1/1h' } });
    await Promise.all([limited.user(), limited.user(), limited.user()]);
  });

  test('lose one session, all sessions, or the account', async () => {
    const user = await auth.user();
    const [first, second, third] = [await user.tokens(), await auth.tokens(user), await auth.tokens(user.id)];
    expect(await auth.endSession(first)).toBe(1);
    expect([await reasonOf(first.accessToken), await reasonOf(second.accessToken)]).toEqual([
      'SESSION_ENDED',
      undefined,
    ]);
    expect(await auth.endSession(user)).toBe(2);
    expect(await reasonOf(third.accessToken)).toBe('SESSION_ENDED');
    await auth.disable(user);
    expect(codes(await client.logIn(user))).toEqual(['INVALID_CREDENTIALS']);
    await expect(user.token()).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await auth.enable(user);
    expect(codes(await client.logIn(user))).toEqual([]);
  });
});

describe('the clock', () => {
  test('expires access tokens and sessions, and new ones are as long as ever', async () => {
    const user = await auth.user();
    const { accessToken, refreshToken } = await user.tokens();
    expect(await reasonOf(accessToken)).toBeUndefined();
    await auth.clock.forward('23h');
    expect(await reasonOf(accessToken)).toBeUndefined();
    await auth.clock.forward('2h');
    expect(await reasonOf(accessToken)).toBe('TOKEN_EXPIRED');
    const next = (await client.refresh(refreshToken)).data.refresh;
    const { iat, exp } = decodeJwt(next.accessToken);
    expect([exp - iat, Math.abs(iat - (await auth.clock.now()).getTime() / 1000) < within(10)]).toEqual([
      86_400,
      true,
    ]);
    expect(await reasonOf(next.accessToken)).toBeUndefined();
    await auth.clock.forward('31d');
    expect(codes(await client.refresh(next.refreshToken))).toEqual(['INVALID_REFRESH_TOKEN']);
  });

  test('moves the process and the database to one time', async () => {
    const time = new Date('2031-05-06T07:08:09Z');
    await auth.clock.set(time);
    const user = await auth.user();
    const { iat } = decodeJwt(await user.token());
    const [created] = await auth.events('account.created');
    for (const each of [iat * 1000, created?.at.getTime() ?? 0, (await auth.clock.now()).getTime()]) {
      expect(each - time.getTime()).toBeGreaterThanOrEqual(-1000);
      expect(each - time.getTime()).toBeLessThan(within(10_000));
    }
    await auth.clock.reset();
    expect(Math.abs((await auth.clock.now()).getTime() - Date.now())).toBeLessThan(within(1_000));
  });

  test('ends the wait after too many guesses', async () => {
    const user = await auth.user();
    const guess = async () => codes(await client.logIn({ ...user, password: 'a wrong guess' }));
    await until('the limit', async () => (await guess()).includes('RATE_LIMITED'));
    expect(codes(await client.logIn(user))).toEqual(['RATE_LIMITED']);
    await auth.clock.forward('1h');
    expect(codes(await client.logIn(user))).toEqual([]);
  });

  test('says what it does not understand', async () => {
    for (const by of ['soon', '-1h', -1, Number.NaN])
      await expect(auth.clock.forward(by)).rejects.toThrow(/^clock\.forward takes a duration such as '25h'/);
    await expect(auth.clock.set('soon')).rejects.toThrow(/^clock\.set takes a Date/);
  });
});

describe('mails', () => {
  const requestReset = (email: string) =>
    client.ask(
      'mutation ($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { flow } }',
      {
        input: { email },
      },
    );

  test('come with their link, token and code, and each is returned once', async () => {
    const [user, other] = [await auth.user(), await auth.user()];
    await requestReset(other.email);
    await requestReset(user.email);
    const mail = await auth.mail({ to: user });
    expect(mail).toMatchObject({ to: user.email, subject: expect.stringContaining('reset your password') });
    expect(mail.link).toBe(`${new URL(auth.url).origin}/account/reset#token=${mail.token}`);
    expect([mail.text, mail.html]).toEqual([
      expect.stringContaining(mail.code ?? '-'),
      expect.stringMatching(/^<!doctype html>/i),
    ]);
    const reset = 'mutation ($input: ResetPasswordInput!) { resetPassword(input: $input) { __typename } }';
    const input = { token: mail.token, newPassword: 'a swim in the lake at noon' };
    expect(codes(await client.ask(reset, { input }))).toEqual([]);
    expect((await auth.mail({ to: user })).subject).toMatch(/password has changed/);
    expect((await auth.mail({ to: other.email, subject: 'reset' })).id).not.toBe(mail.id);
    const isReset = /reset your/g;
    for (let time = 0; time < 2; time += 1) expect(await auth.mails({ subject: isReset })).toHaveLength(2);
    expect(await auth.mails({ to: user })).toHaveLength(2);
  });

  test('that do not come are reported, with those that came', async () => {
    const user = await auth.user();
    await requestReset(user.email);
    await auth.mail({ to: user });
    await expect(auth.mail({ to: user }, { timeout: 100 })).rejects.toThrow(
      new RegExp(
        `^No such mail came within 100 ms\\. All mails:\n  ${user.email}: .* \\(returned already\\)$`,
      ),
    );
  });
});

test('settle does the background work that has become due', async () => {
  const user = await auth.user();
  expect(
    codes(await client.ask('mutation { deleteAccount { __typename } }', {}, { token: await user.token() })),
  ).toEqual([]);
  await auth.settle();
  expect(await auth.events('account.deleted')).toEqual([]);
  await auth.clock.forward('31d');
  await auth.settle();
  expect(await auth.events('account.deleted')).toMatchObject([
    { outcome: 'success', userId: Number(user.id) },
  ]);
  expect((await auth.mails({ to: user })).length).toBeGreaterThan(0);
});

describe('the network', () => {
  test('can be away for a time, or until it is back', async () => {
    await auth.away();
    await expect(client.me('')).rejects.toThrow('fetch failed');
    const user = await auth.user();
    await auth.back();
    expect(codes(await client.logIn(user))).toEqual([]);
    await auth.away(2_000);
    await expect(client.me('')).rejects.toThrow('fetch failed');
    await until('the service', () =>
      client.me('').then(
        () => true,
        () => false,
      ),
    );
  });

  test('can be slow', async () => {
    await client.me('');
    await auth.slow(400);
    const start = performance.now();
    await client.me('');
    expect(performance.now() - start).toBeGreaterThanOrEqual(399);
  });
});

test('reset removes everything, and the service goes on', async () => {
  const user = await auth.user({ username: 'alice' });
  const token = await user.token();
  await auth.clock.forward('1h');
  await auth.away();
  await auth.reset();
  expect(await reasonOf(token)).toBe('SESSION_ENDED');
  expect([await auth.mails(), (await auth.events()).map(({ type }) => type)]).toEqual([
    [],
    ['access.refused'],
  ]);
  expect((await auth.user({ username: 'alice' })).id).toBe(user.id);
});
