import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import type { Person } from '../../tests/support/client.ts';
import { until } from '../../tests/support/left-behind.ts';
import { World } from '../../tests/support/world.ts';
import { AuthError, type AuthOptions, changePassword, createAuthClient } from '../src/index.ts';

/** A client of the real service. */
const world = await World.start();
afterAll(() => world.stop());

const closing: (() => void)[] = [];
beforeEach(() => {
  Object.assign(globalThis, { document: {} });
});
afterEach(() => {
  for (const close of closing.splice(0)) close();
  Reflect.deleteProperty(globalThis, 'document');
});

/** A tab, with the reasons for all changes that its user sees. */
function openTab(options: Partial<AuthOptions> = {}) {
  const auth = createAuthClient({ uri: world.url, ...options });
  const link = ApolloLink.from([auth.link, new HttpLink({ uri: world.url })]);
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const reasons: string[] = [];
  auth.onChange((_user, reason) => reasons.push(reason));
  closing.push(() => auth.close());
  const me = async () => {
    const query = gql('{ me { username } }');
    const { data } = await client.query<{ me: { username: string } }>({ query, fetchPolicy: 'network-only' });
    return data?.me.username;
  };
  return { auth, me, reasons };
}

/**
 * Opens two tabs of a user who logged in within the last second, so that the old and the new session may begin in the same
 * second.
 */
async function openTabs(options: Partial<AuthOptions> = {}) {
  const person = await world.addPerson();
  const [one, other] = [openTab(options), openTab()];
  await other.auth.restore();
  await one.auth.login({ username: person.username, password: person.password });
  await until('the login in the other tab', () => other.auth.currentUser !== null);
  one.reasons.splice(0);
  other.reasons.splice(0);
  return { person, one, other };
}

const newPassword = 'another walk along the harbour';
const change = ({ password }: Person) => ({ currentPassword: password, newPassword });

test('a change of the password keeps all tabs logged in, with a new session', async () => {
  const { person, one, other } = await openTabs();
  const before = await other.auth.accessToken();
  expect(await changePassword(one.auth, change(person))).toMatchObject({ username: person.username });
  await until('the new session in the other tab', async () => (await other.auth.accessToken()) !== before);
  expect([await one.me(), await other.me()]).toEqual([person.username, person.username]);
  expect(await other.auth.accessToken()).toBe(await one.auth.accessToken());
  expect([one.reasons, other.reasons]).toEqual([['login'], ['login']]);
  expect((await world.me(String(before))).errors?.[0]?.extensions.reason).toBe('SESSION_ENDED');
  await one.auth.logout();
  await until('the logout in the other tab', () => other.auth.currentUser === null);
});

test('operations of both tabs that meet the end of the old session continue with the new one', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let isChanged = false;
  /** The service has responded, but the tab has not received the response yet. */
  const slow: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (String(init?.body).includes('changePassword')) {
      isChanged = true;
      await held;
    }
    return response;
  };
  const { person, one, other } = await openTabs({ fetch: slow });
  const changed = changePassword(one.auth, change(person));
  await until('the change in the service', () => isChanged);
  const asked = [one.me(), other.me(), other.me()];
  // By then, both tabs have tried in vain to refresh the old session.
  const refused = () => world.log.filter((line) => line.includes('INVALID_REFRESH_TOKEN')).length;
  await until('both tabs to be refused', () => refused() >= 2);
  release();
  await changed;
  expect(await Promise.all(asked)).toEqual([person.username, person.username, person.username]);
  expect([one.reasons, other.reasons]).toEqual([['login'], ['login']]);
});

test('a wrong current password changes nothing, and names its field', async () => {
  const { person, one, other } = await openTabs();
  const wrong = { currentPassword: 'a wrong guess', newPassword };
  const refusal = await changePassword(one.auth, wrong).catch((error: AuthError) => error);
  expect(refusal).toMatchObject({
    code: 'INVALID_CREDENTIALS',
    fields: [{ path: ['input', 'currentPassword'] }],
  });
  expect([await one.me(), await other.me()]).toEqual([person.username, person.username]);
  expect([one.reasons, other.reasons]).toEqual([[], []]);
});

test('a change with a session that has ended logs the user out', async () => {
  const { person, one, other } = await openTabs();
  await world.sql('update sessions set revoked_at = now() where user_id = $1', [person.id]);
  await expect(changePassword(one.auth, change(person))).rejects.toMatchObject({ code: 'SESSION_ENDED' });
  expect([one.auth.currentUser, one.reasons]).toEqual([null, ['ended']]);
  await until('the end in the other tab', () => other.auth.currentUser === null);
});

test('nobody logged in means no change', async () => {
  const { auth } = openTab();
  await expect(changePassword(auth, { currentPassword: 'x', newPassword })).rejects.toMatchObject({
    code: 'SESSION_ENDED',
  });
});
