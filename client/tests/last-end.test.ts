import { until } from '../../tests/support/left-behind.ts';
import { World } from '../../tests/support/world.ts';
import { type AuthError, type AuthOptions, createAuthClient, memoryStorage } from '../src/index.ts';

/** The reason of the end, as a page would show it. */

const world = await World.start({ env: { ACCESS_TOKEN_TTL: '10m' } });
afterAll(() => world.stop());

const closing: (() => void)[] = [];
beforeEach(() => {
  Object.assign(globalThis, { document: {} });
});
afterEach(() => {
  jest.restoreAllMocks();
  for (const close of closing.splice(0)) close();
  Reflect.deleteProperty(globalThis, 'document');
});

function open(options: Partial<AuthOptions> = {}) {
  const auth = createAuthClient({ uri: world.url, ...options });
  closing.push(() => auth.close());
  return auth;
}

const logIn = async (auth = open()) => {
  const person = await world.addPerson();
  await auth.login({ username: person.username, password: person.password });
  return { auth, person };
};
/** Refreshes the session. @returns the code of the failure. */
const renew = async (auth: ReturnType<typeof open>) => {
  try {
    await auth.accessToken((await auth.accessToken()) ?? '');
    return undefined;
  } catch (error) {
    return (error as AuthError).code;
  }
};
const endAll = (id: number | string) =>
  world.sql('update sessions set revoked_at = now() where user_id = $1', [id]);

test('a logout, here and in another tab, until the next login', async () => {
  const [one, other] = [open(), open()];
  await other.restore();
  expect(one.lastEnd).toBeNull();
  const { person } = await logIn(one);
  await until('the login', () => other.currentUser !== null);
  const before = Date.now();
  await one.logout();
  await until('the logout', () => other.currentUser === null);
  expect(one.lastEnd).toEqual({ reason: 'logout', at: expect.any(Number) });
  expect(other.lastEnd).toEqual({ reason: 'other-tab', at: one.lastEnd?.at });
  expect(one.lastEnd?.at).toBeGreaterThanOrEqual(before);
  await one.login({ username: person.username, password: person.password });
  await until('the login', () => other.currentUser !== null);
  expect([one.lastEnd, other.lastEnd]).toEqual([null, null]);
});

test('an end by the service, with the id under which the service has logged it, in every tab', async () => {
  const [one, other] = [open(), open()];
  await other.restore();
  const { person } = await logIn(one);
  await until('the login', () => other.currentUser !== null);
  await endAll(person.id);
  expect(await renew(one)).toBe('SESSION_ENDED');
  await until('the end', () => other.currentUser === null);
  const { requestId } = one.lastEnd ?? {};
  expect(one.lastEnd).toMatchObject({
    reason: 'ended',
    code: 'INVALID_REFRESH_TOKEN',
    requestId: expect.any(String),
  });
  expect(other.lastEnd).toEqual(one.lastEnd);
  expect(
    world.log.some((line) => line.includes(String(requestId)) && line.includes('INVALID_REFRESH_TOKEN')),
  ).toBe(true);
});

test('an expired session', async () => {
  const { auth, person } = await logIn();
  await world.sql("update sessions set idle_expires_at = now() - interval '1 second' where user_id = $1", [
    person.id,
  ]);
  const now = Date.now();
  jest.spyOn(Date, 'now').mockReturnValue(now + 400 * 86_400_000);
  expect(await renew(auth)).toBe('SESSION_ENDED');
  expect(auth.lastEnd).toMatchObject({ reason: 'expired', code: 'INVALID_REFRESH_TOKEN' });
});

test('another user in the same browser', async () => {
  const [one, other] = [open(), open()];
  await other.restore();
  await logIn(one);
  await until('the login', () => other.currentUser !== null);
  const { person } = await logIn(one);
  await until('the next user', () => other.currentUser?.username === person.username);
  expect(other.lastEnd).toMatchObject({ reason: 'other-user' });
});

describe('is readable after a reload', () => {
  test('of a page with a storage', async () => {
    const storage = memoryStorage();
    const { auth, person } = await logIn(open({ storage }));
    await endAll(person.id);
    await renew(auth);
    const reloaded = open({ storage, channel: null });
    expect(reloaded.lastEnd).toBeNull();
    expect(await reloaded.restore()).toBeNull();
    expect(reloaded.lastEnd).toEqual(auth.lastEnd);
    await logIn(reloaded);
    expect(String(storage.get())).not.toContain('"end"');
    await reloaded.logout();
    const again = open({ storage, channel: null });
    await again.restore();
    expect(again.lastEnd).toMatchObject({ reason: 'logout' });
  });

  test.each([
    null,
    '',
    'x',
    '{}',
    '{"end":1}',
    '{"end":{}}',
    '{"end":null}',
    '[]',
    'null',
  ])('but not from %j in the storage', async (text) => {
    const storage = { ...memoryStorage(), get: () => text };
    const auth = open({ storage, channel: null });
    expect(await auth.restore()).toBeNull();
    expect(auth.lastEnd).toBeNull();
  });
});
